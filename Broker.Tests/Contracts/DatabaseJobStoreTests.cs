using Broker.Core.Storage;
using Broker.Storage.Database;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Contracts;

public sealed class DatabaseJobStoreTests : JobStoreContract
{
    private string _database = "";
    private string _small = "";

    public override async Task InitializeAsync()
    {
        _database = await SharedMariaDb.CreateDatabaseAsync();
        _small = await SharedMariaDb.CreateDatabaseAsync();
        await base.InitializeAsync();
    }

    protected override IPersistenceAdapter Create() =>
        new DatabasePersistenceAdapter(new DatabaseOptions { ConnectionString = _database }, MasterTenure.Unlimited(TimeProvider.System));

    protected override IPersistenceAdapter CreateSmall() => new DatabasePersistenceAdapter(
        new DatabaseOptions { ConnectionString = _small, StoreLimitBytes = 100_000 }, MasterTenure.Unlimited(TimeProvider.System));
}
