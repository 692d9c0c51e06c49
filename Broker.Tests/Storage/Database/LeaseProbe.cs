using MySql.Data.MySqlClient;

namespace Broker.Tests.Storage.Database;

/// <summary>Plain statements of a test, beside what it tests.</summary>
internal static class LeaseProbe
{
    public static MySqlConnection Open(string connectionString)
    {
        var connection = new MySqlConnection($"{connectionString};Pooling=false");
        connection.Open();
        return connection;
    }

    public static int Execute(MySqlConnection connection, string statement)
    {
        using var command = new MySqlCommand(statement, connection) { CommandTimeout = 20 };
        return command.ExecuteNonQuery();
    }

    public static string? Scalar(string connectionString, string statement)
    {
        using var connection = Open(connectionString);
        using var command = new MySqlCommand(statement, connection);
        return command.ExecuteScalar() is { } value and not DBNull ? value.ToString() : null;
    }
}
