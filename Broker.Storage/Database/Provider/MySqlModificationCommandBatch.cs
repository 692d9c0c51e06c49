using Microsoft.EntityFrameworkCore.Update;

namespace Broker.Storage.Database.Provider;

/// <summary>Statements of one SaveChanges, each followed by the SELECT that tells what became of it.</summary>
internal sealed class MySqlModificationCommandBatch(ModificationCommandBatchFactoryDependencies dependencies, int maxStatements)
    : AffectedCountModificationCommandBatch(dependencies, maxStatements);
