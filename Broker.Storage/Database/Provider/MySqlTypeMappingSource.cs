using System.Data;
using Microsoft.EntityFrameworkCore.Storage;

namespace Broker.Storage.Database.Provider;

/// <summary>Which column type holds which value. Enums go by their number, through EF Core's own converters.</summary>
/// <remarks>What is not listed is refused when the model is built: floating point, decimals, dates without times, JSON.</remarks>
internal sealed class MySqlTypeMappingSource(
    TypeMappingSourceDependencies dependencies,
    RelationalTypeMappingSourceDependencies relationalDependencies)
    : RelationalTypeMappingSource(dependencies, relationalDependencies)
{
    /// <summary>Unit: characters. Two such columns and a number still fit into one index of 3072 bytes.</summary>
    private const int KeyLength = 190;

    private static readonly RelationalTypeMapping[] Fixed =
    [
        new BoolTypeMapping("tinyint(1)", DbType.Boolean),
        new ByteTypeMapping("tinyint unsigned", DbType.Byte),
        new SByteTypeMapping("tinyint", DbType.SByte),
        new ShortTypeMapping("smallint", DbType.Int16),
        new UShortTypeMapping("smallint unsigned", DbType.UInt16),
        new IntTypeMapping("int", DbType.Int32),
        new UIntTypeMapping("int unsigned", DbType.UInt32),
        new LongTypeMapping("bigint", DbType.Int64),
        new ULongTypeMapping("bigint unsigned", DbType.UInt64),
        new MySqlDateTimeTypeMapping(),
        new GuidTypeMapping("char(36)", DbType.Guid),
    ];

    private static readonly Dictionary<Type, RelationalTypeMapping> ByClrType = Fixed.ToDictionary(mapping => mapping.ClrType);

    private static readonly Dictionary<string, RelationalTypeMapping> ByName =
        Fixed.ToDictionary(mapping => mapping.StoreType, StringComparer.OrdinalIgnoreCase);

    protected override RelationalTypeMapping? FindMapping(in RelationalTypeMappingInfo mappingInfo)
    {
        var type = mappingInfo.ClrType;
        if (mappingInfo.StoreTypeName is { } name)
        {
            var named = ByName.GetValueOrDefault(name) ?? Text(name, mappingInfo) ?? (RelationalTypeMapping?)Bytes(name, mappingInfo);
            return type is null || named?.ClrType == type ? named : base.FindMapping(mappingInfo);
        }

        if (type == typeof(string)) return Text(mappingInfo);
        if (type == typeof(byte[])) return Bytes(mappingInfo);
        return type is null ? base.FindMapping(mappingInfo) : ByClrType.GetValueOrDefault(type) ?? base.FindMapping(mappingInfo);
    }

    private static MySqlStringTypeMapping Text(in RelationalTypeMappingInfo info)
    {
        var length = info.Size ?? (info.IsKeyOrIndex ? KeyLength : null);
        return length is null ? new MySqlStringTypeMapping("longtext", null) : new MySqlStringTypeMapping($"varchar({length})", length);
    }

    private static ByteArrayTypeMapping Bytes(in RelationalTypeMappingInfo info)
    {
        var length = info.Size ?? (info.IsKeyOrIndex ? KeyLength : null);
        if (length is null) return new ByteArrayTypeMapping("longblob", DbType.Binary);
        var name = info.IsFixedLength == true ? "binary" : "varbinary";
        return new ByteArrayTypeMapping($"{name}({length})", DbType.Binary, length);
    }

    private static MySqlStringTypeMapping? Text(string name, in RelationalTypeMappingInfo info) => info.StoreTypeNameBase?.ToLowerInvariant() switch
    {
        "varchar" or "char" or "text" or "mediumtext" or "longtext" => new MySqlStringTypeMapping(name, info.Size),
        _ => null,
    };

    private static ByteArrayTypeMapping? Bytes(string name, in RelationalTypeMappingInfo info) => info.StoreTypeNameBase?.ToLowerInvariant() switch
    {
        "varbinary" or "binary" or "blob" or "mediumblob" or "longblob" => new ByteArrayTypeMapping(name, DbType.Binary, info.Size),
        _ => null,
    };
}
