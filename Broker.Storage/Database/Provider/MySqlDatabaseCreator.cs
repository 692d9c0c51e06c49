using Microsoft.EntityFrameworkCore.Storage;

namespace Broker.Storage.Database.Provider;

/// <summary>Creates and drops a whole database, over a connection that names none.</summary>
/// <remarks>Synchronous throughout; the base class answers the asynchronous calls with these.</remarks>
internal sealed class MySqlDatabaseCreator(RelationalDatabaseCreatorDependencies dependencies, ISqlGenerationHelper sql)
    : RelationalDatabaseCreator(dependencies)
{
    public override bool Exists() =>
        Scalar("SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = @name") > 0;

    public override bool HasTables() =>
        Scalar("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = @name AND TABLE_TYPE = 'BASE TABLE'") > 0;

    public override void Create() =>
        Execute($"CREATE DATABASE {sql.DelimitIdentifier(DatabaseName)} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");

    public override void Delete()
    {
        MySqlConnection.ClearAllPools();
        Execute($"DROP DATABASE {sql.DelimitIdentifier(DatabaseName)}");
    }

    private MySqlConnectionStringBuilder Settings => new(Dependencies.Connection.ConnectionString);

    private string DatabaseName => Settings.Database;

    private long Scalar(string statement) =>
        OnServer(statement, command => Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture));

    private void Execute(string statement) => OnServer(statement, command => command.ExecuteNonQuery());

    private T OnServer<T>(string statement, Func<MySqlCommand, T> run)
    {
        var settings = Settings;
        var database = settings.Database;
        settings.Database = "";
        using var connection = new MySqlConnection(settings.ConnectionString);
        connection.Open();
        using var command = new MySqlCommand(statement, connection);
        command.Parameters.AddWithValue("@name", database);
        return run(command);
    }
}
