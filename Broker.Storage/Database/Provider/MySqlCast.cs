using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Broker.Storage.Database.Provider;

/// <summary>CAST takes fewer words than a column definition, and other ones.</summary>
internal static class MySqlCast
{
    private static readonly HashSet<Type> Signed = [typeof(bool), typeof(sbyte), typeof(short), typeof(int), typeof(long)];
    private static readonly HashSet<Type> Unsigned = [typeof(byte), typeof(ushort), typeof(uint), typeof(ulong)];

    public static bool IsInteger(Type type) => Signed.Contains(Bare(type)) || Unsigned.Contains(Bare(type));

    /// <exception cref="NotSupportedException">No query of ours asks for this conversion.</exception>
    public static string TargetOf(SqlUnaryExpression conversion) => Bare(conversion.TypeMapping?.Converter?.ProviderClrType ?? conversion.Type) switch
    {
        var type when Signed.Contains(type) => "SIGNED",
        var type when Unsigned.Contains(type) => "UNSIGNED",
        var type when type == typeof(string) => "CHAR CHARACTER SET utf8mb4",
        var type when type == typeof(DateTime) => "DATETIME(6)",
        var type => throw new NotSupportedException($"No CAST to {type.Name} is written for MySQL."),
    };

    private static Type Bare(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare.IsEnum ? Enum.GetUnderlyingType(bare) : bare;
    }
}
