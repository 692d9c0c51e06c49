using Broker.Core.Storage;
using Broker.Storage.Database;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Contracts;

public sealed class DatabaseTransactionStoreTests : TransactionStoreContract
{
    private string _database = "";
    private string _small = "";
    private long _epoch = 1;

    public override async Task InitializeAsync()
    {
        _database = await SharedMariaDb.CreateDatabaseAsync();
        _small = await SharedMariaDb.CreateDatabaseAsync();
        await base.InitializeAsync();
    }

    protected override IPersistenceAdapter Create() => new DatabasePersistenceAdapter(
        new DatabaseOptions { ConnectionString = _database }, new MasterTenure(new Fence(_epoch), TimeProvider.System, long.MaxValue));

    protected override IPersistenceAdapter CreateSmall() => new DatabasePersistenceAdapter(
        new DatabaseOptions { ConnectionString = _small, StoreLimitBytes = 100_000 }, MasterTenure.Unlimited(TimeProvider.System));

    protected override Task CrashAsync()
    {
        _epoch++;
        return AbandonAsync();
    }
}
