using Broker.Core.Storage;
using Microsoft.EntityFrameworkCore;

namespace Broker.Storage.Database;

/// <summary>Brings a database's tables to this program's version, and refuses those that it does not understand.</summary>
/// <remarks>
/// The server commits after each statement that changes a table, so a migration is not undone when it fails half-way. Who calls
/// must be alone: the holder of the lease, before it is master.
/// </remarks>
internal static class SchemaMigrator
{
    /// <summary>Applies what is missing and looks whether every table and column is there.</summary>
    /// <returns>The migrations that were applied, oldest first; empty when the database was up to date.</returns>
    /// <exception cref="StoreException">The schema is newer than this program, is not ours, or cannot be changed; or the server failed.</exception>
    public static Task<IReadOnlyList<string>> MigrateAsync(BrokerDbContext context, CancellationToken cancellationToken = default) =>
        // The driver's asynchronous calls never return when they meet a timeout, and a migration may take long.
        Task.Run(() => Migrate(context), cancellationToken);

    /// <summary>Changes nothing, and needs no lease.</summary>
    /// <exception cref="StoreMismatchException">The schema is newer than this program, or of its version and not whole.</exception>
    public static void RefuseUnfit(BrokerDbContext context)
    {
        var known = context.Database.GetMigrations().ToList();
        var applied = context.Database.GetAppliedMigrations().ToList();
        RefuseNewer(known, applied);
        if (applied.Count == known.Count) RefuseIncomplete(SchemaInspection.Missing(context));
    }

    private static IReadOnlyList<string> Migrate(BrokerDbContext context)
    {
        try
        {
            var known = context.Database.GetMigrations().ToList();
            var applied = context.Database.GetAppliedMigrations().ToList();
            RefuseNewer(known, applied);
            if (applied.Count == 0) RefuseForeign(SchemaInspection.TablesOf(context));
            // Nothing to do is the rule at a takeover, which is not to wait.
            if (known.Count > applied.Count) context.Database.Migrate();
            RefuseIncomplete(SchemaInspection.Missing(context));
            return [.. known.Except(applied, StringComparer.Ordinal)];
        }
        catch (Exception e) when (DatabaseErrors.Classify(e) == DatabaseFailure.AccessRefused)
        {
            throw new StoreException($"The database's user may not change its tables ({Cause(e)}): GRANT it CREATE, ALTER, DROP, INDEX, SELECT, INSERT, UPDATE and DELETE on the database.", e);
        }
        catch (MySqlException e)
        {
            throw new StoreException($"The database's tables cannot be brought to this version ({Cause(e)}): correct the cause and start again, or restore a backup.", e);
        }
    }

    private static void RefuseNewer(List<string> known, List<string> applied)
    {
        var unknown = applied.Except(known, StringComparer.Ordinal).ToList();
        if (unknown.Count == 0) return;
        throw new StoreMismatchException($"The database's tables were made by a newer version of this program, whose migration '{unknown[^1]}' is not known here: run that newer version.");
    }

    private static void RefuseForeign(IReadOnlyCollection<string> found)
    {
        if (found.Count == 0) return;
        throw new StoreMismatchException($"The database has a table '{found.First()}' but no record of migrations in '{BrokerDbContextFactory.HistoryTable}', so it is another program's or left by a first start that was cut short: name an empty database, or restore a whole backup.");
    }

    private static void RefuseIncomplete(string? missing)
    {
        if (missing is null) return;
        throw new StoreMismatchException($"The database lacks {missing}, though its migrations are recorded as done: restore a whole backup, or name an empty database.");
    }

    private static string Cause(Exception error) => error.GetBaseException().Message.TrimEnd('.');
}
