using Microsoft.EntityFrameworkCore;

namespace Broker.Storage.Database;

/// <summary>Makes the contexts of one database. Safe for many threads.</summary>
internal sealed class BrokerDbContextFactory : IDbContextFactory<BrokerDbContext>
{
    /// <summary>The table of the migrations that the database has had; beside ours in a database shared with others.</summary>
    public const string HistoryTable = "broker_migration";

    private readonly DbContextOptions<BrokerDbContext> _options;

    /// <param name="connectionString">In the driver's words.</param>
    /// <param name="serverVersion">From <see cref="ServerVersion.AutoDetect"/> or parsed from what the preflight found.</param>
    public BrokerDbContextFactory(string connectionString, ServerVersion serverVersion)
    {
        // The driver never returns from an asynchronous call that meets its timeout, so there is none: the server's
        // own limits bound a query.
        var options = new DbContextOptionsBuilder<BrokerDbContext>();
        options.UseMySql(connectionString, serverVersion, mySql => mySql.CommandTimeout(0).MigrationsHistoryTable(HistoryTable));
        _options = options.Options;
    }

    public BrokerDbContext CreateDbContext() => new(_options);
}
