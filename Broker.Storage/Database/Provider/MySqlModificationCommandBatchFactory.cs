using Microsoft.EntityFrameworkCore.Update;

namespace Broker.Storage.Database.Provider;

/// <summary>Sends several statements of one SaveChanges in one packet.</summary>
/// <remarks>Statements, not rows: nothing that this program writes through SaveChanges is many or large. Messages go another way.</remarks>
internal sealed class MySqlModificationCommandBatchFactory(ModificationCommandBatchFactoryDependencies dependencies)
    : IModificationCommandBatchFactory
{
    private const int MaxStatements = 50;

    public ModificationCommandBatch Create() => new MySqlModificationCommandBatch(dependencies, MaxStatements);
}
