using Broker.Storage.Database.Provider;

// The namespace and the name are Pomelo's: docs/decisions/0007.
#pragma warning disable IDE0130
namespace Microsoft.EntityFrameworkCore.Infrastructure;
#pragma warning restore IDE0130

/// <summary>What can be set on the provider: what every relational provider has, and nothing of its own.</summary>
public sealed class MySqlDbContextOptionsBuilder(DbContextOptionsBuilder optionsBuilder)
    : RelationalDbContextOptionsBuilder<MySqlDbContextOptionsBuilder, MySqlOptionsExtension>(optionsBuilder);
