using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Broker.Storage.Database.Provider;

/// <summary>Tells migrations which columns are AUTO_INCREMENT: numbers that are the whole primary key and come from the server.</summary>
internal sealed class MySqlAnnotationProvider(RelationalAnnotationProviderDependencies dependencies) : RelationalAnnotationProvider(dependencies)
{
    public const string ValueGeneration = "MySql:ValueGenerationStrategy";

    public override IEnumerable<IAnnotation> For(IColumn column, bool designTime)
    {
        if (!designTime || !column.PropertyMappings.Any(mapping => IsGenerated(mapping.Property))) return [];
        return [new Annotation(ValueGeneration, MySqlValueGenerationStrategy.IdentityColumn)];
    }

    private static bool IsGenerated(IProperty property) =>
        property.ValueGenerated == ValueGenerated.OnAdd
        && property.IsPrimaryKey()
        && property.GetDefaultValueSql() is null
        && MySqlCast.IsInteger(property.ClrType);
}
