using Microsoft.EntityFrameworkCore.Migrations;

namespace Broker.Storage.Database.Provider;

/// <summary>The table of the migrations that a database has had.</summary>
/// <remarks>
/// Takes no lock: GET_LOCK holds on one node of a cluster only, and strict clusters refuse it. Who migrates must be alone
/// already; here it is the holder of the lease.
/// </remarks>
internal sealed class MySqlHistoryRepository(HistoryRepositoryDependencies dependencies) : HistoryRepository(dependencies)
{
    public override LockReleaseBehavior LockReleaseBehavior => LockReleaseBehavior.Explicit;

    protected override string ExistsSql
    {
        get
        {
            var name = Dependencies.TypeMappingSource.FindMapping(typeof(string))!.GenerateSqlLiteral(TableName);
            return $"SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = {name}";
        }
    }

    public override string GetCreateIfNotExistsScript() =>
        GetCreateScript().Replace("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ", StringComparison.Ordinal);

    public override string GetBeginIfNotExistsScript(string migrationId) => throw NoConditions();

    public override string GetBeginIfExistsScript(string migrationId) => throw NoConditions();

    public override string GetEndIfScript() => throw NoConditions();

    public override IMigrationsDatabaseLock AcquireDatabaseLock() => new NoLock(this);

    public override Task<IMigrationsDatabaseLock> AcquireDatabaseLockAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IMigrationsDatabaseLock>(new NoLock(this));

    protected override bool InterpretExistsResult(object? value) => value is not (null or DBNull);

    private static NotSupportedException NoConditions() => new("MySQL has no conditions outside procedures, so there are no idempotent scripts.");

    private sealed class NoLock(IHistoryRepository historyRepository) : IMigrationsDatabaseLock
    {
        public IHistoryRepository HistoryRepository => historyRepository;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
