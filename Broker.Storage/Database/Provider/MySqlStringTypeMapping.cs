using Microsoft.EntityFrameworkCore.Storage;

namespace Broker.Storage.Database.Provider;

/// <summary>Text in utf8mb4; its collation comes from the column or the table.</summary>
internal sealed class MySqlStringTypeMapping : StringTypeMapping
{
    public MySqlStringTypeMapping(string storeType, int? size)
        : base(storeType, System.Data.DbType.String, unicode: true, size)
    {
    }

    private MySqlStringTypeMapping(RelationalTypeMappingParameters parameters)
        : base(parameters)
    {
    }

    protected override RelationalTypeMapping Clone(RelationalTypeMappingParameters parameters) => new MySqlStringTypeMapping(parameters);

    // In a literal the server reads the backslash as an escape too.
    protected override string EscapeSqlLiteral(string literal) =>
        literal.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal);
}
