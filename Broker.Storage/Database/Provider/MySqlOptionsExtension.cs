using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Broker.Storage.Database.Provider;

/// <summary>The options of a context that uses this provider; EF Core clones it for every change.</summary>
public sealed class MySqlOptionsExtension : RelationalOptionsExtension
{
    public MySqlOptionsExtension()
    {
    }

    private MySqlOptionsExtension(MySqlOptionsExtension other)
        : base(other)
    {
    }

    public override DbContextOptionsExtensionInfo Info => field ??= new MySqlExtensionInfo(this);

    public override void ApplyServices(IServiceCollection services) => MySqlServices.Add(services);

    public override MySqlOptionsExtension WithConnectionString(string? connectionString) =>
        (MySqlOptionsExtension)base.WithConnectionString(connectionString);

    protected override RelationalOptionsExtension Clone() => new MySqlOptionsExtension(this);

    private sealed class MySqlExtensionInfo(IDbContextOptionsExtension extension) : RelationalExtensionInfo(extension)
    {
        public override bool IsDatabaseProvider => true;

        public override void PopulateDebugInfo(IDictionary<string, string> debugInfo) => debugInfo["MySql"] = "1";
    }
}
