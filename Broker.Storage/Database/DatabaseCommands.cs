namespace Broker.Storage.Database;

/// <summary>Short forms for plain statements.</summary>
internal static class DatabaseCommands
{
    /// <summary>Most seconds that a statement of the lock or the registry may take; the driver knows whole seconds only.</summary>
    private const int LimitSeconds = 2;

    /// <summary>A statement with its parameters, of which null is NULL. For synchronous calls, bounded in time.</summary>
    public static MySqlCommand Command(this MySqlConnection connection, string statement, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = new MySqlCommand(statement, connection) { CommandTimeout = LimitSeconds };
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    public static string? GetText(this MySqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static long? GetNumber(this MySqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);
}
