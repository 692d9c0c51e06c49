namespace Broker.Storage.Database;

/// <summary>What every connection of ours needs, whatever the connection string says. For plain connections too.</summary>
internal static class ConnectionSettings
{
    /// <summary>The string with our settings in it.</summary>
    /// <remarks>
    /// utf8mb4: the driver takes the server's default otherwise, often latin1, and writes question marks for what that lacks.
    /// Found rows and not changed rows: writing the same values again is no conflict.
    /// </remarks>
    public static string Prepare(string connectionString) =>
        new MySqlConnectionStringBuilder(connectionString) { CharacterSet = "utf8mb4", UseAffectedRows = false }.ConnectionString;
}
