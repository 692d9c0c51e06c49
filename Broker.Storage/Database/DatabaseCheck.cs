using Broker.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace Broker.Storage.Database;

/// <summary>Looks at the database before a node takes part in its group, so that a slave which could never take over is told so at its start.</summary>
public static class DatabaseCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Completes when nothing speaks against starting, which includes a database that is out of reach: a node waits for that as a slave.</summary>
    /// <param name="connections">To the database.</param>
    /// <param name="brokerName">The group's name.</param>
    /// <param name="maxFrameSizeBytes">The largest message that a client may send.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="StoreMismatchException">The server or what is in the database does not fit.</exception>
    public static async Task RunAsync(DatabaseConnections connections, string brokerName, long maxFrameSizeBytes, CancellationToken cancellationToken)
    {
        try
        {
            await Blocking.Run(() => Look(connections, brokerName, maxFrameSizeBytes)).WaitAsync(Limit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not StoreMismatchException && DatabaseProblem.IsOfMedium(e))
        {
            // The lock asks for the same database again and again, and its answer is the node's reason.
        }
    }

    private static bool Look(DatabaseConnections connections, string brokerName, long maxFrameSizeBytes)
    {
        using var connection = connections.Open();
        // Of several, the one just reached: given them all, the driver keeps the list where every thread that connects finds it.
        var server = connections.PreferredServer;
        var facts = DatabasePreflight.Check(server, maxFrameSizeBytes);
        if (LeaseStatements.TryRead(connection) is { } row) connections.RefuseOther(row, brokerName);
        using var context = new BrokerDbContextFactory(server, ServerVersion.Parse(facts.ServerVersion)).CreateDbContext();
        SchemaMigrator.RefuseUnfit(context);
        return true;
    }
}
