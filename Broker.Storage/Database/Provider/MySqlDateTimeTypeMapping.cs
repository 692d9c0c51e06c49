using Microsoft.EntityFrameworkCore.Storage;

namespace Broker.Storage.Database.Provider;

/// <summary>A time to the microsecond. The column knows no zone, and the driver reads it back as unspecified.</summary>
internal sealed class MySqlDateTimeTypeMapping : DateTimeTypeMapping
{
    public MySqlDateTimeTypeMapping()
        : base("datetime(6)", System.Data.DbType.DateTime)
    {
    }

    private MySqlDateTimeTypeMapping(RelationalTypeMappingParameters parameters)
        : base(parameters)
    {
    }

    protected override string SqlLiteralFormatString => "TIMESTAMP '{0:yyyy-MM-dd HH:mm:ss.ffffff}'";

    protected override RelationalTypeMapping Clone(RelationalTypeMappingParameters parameters) => new MySqlDateTimeTypeMapping(parameters);
}
