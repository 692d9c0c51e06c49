using System.Data.Common;

namespace Broker.Core.Configuration;

/// <summary>Judges the form of a database's connection string without connecting. What it says never repeats any of it: a password is in it.</summary>
/// <remarks>Each part may have any of the names that MySQL's drivers for .NET know. Other keys are left to the driver to judge.</remarks>
internal static class DatabaseConnectionString
{
    private const string Form = "write Server=...;Database=...;Uid=...;Pwd=...";

    private static readonly string[] Server = ["Server", "Host", "Data Source", "DataSource", "Address", "Addr", "Network Address"];
    private static readonly string[] Database = ["Database", "Initial Catalog"];
    private static readonly string[] User = ["Uid", "User", "User ID", "UserID", "Username", "User name"];

    /// <summary>What is wrong with it and the right form; null when it will do.</summary>
    public static string? Fault(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) return $"is empty, and Broker:Persistence:Adapter=Database needs it; {Form}.";
        if (Parse(text) is not { } parts) return $"cannot be read; {Form}, with a value that has ; or = in it between quotes.";
        if (!HasAny(parts, Server)) return $"names no server; {Form}.";
        if (!HasAny(parts, Database)) return $"names no database; {Form}.";
        return HasAny(parts, User) ? null : $"names no user; {Form}.";
    }

    private static bool HasAny(DbConnectionStringBuilder parts, string[] names) => Array.Exists(names, parts.ContainsKey);

    private static DbConnectionStringBuilder? Parse(string text)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = text };
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
