using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;

namespace Broker.Storage.Database.Provider;

/// <summary>The conventions of every relational model, and none of its own.</summary>
internal sealed class MySqlConventionSetBuilder(
    ProviderConventionSetBuilderDependencies dependencies,
    RelationalConventionSetBuilderDependencies relationalDependencies)
    : RelationalConventionSetBuilder(dependencies, relationalDependencies);
