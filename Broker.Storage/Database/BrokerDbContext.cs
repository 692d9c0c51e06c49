using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;

namespace Broker.Storage.Database;

/// <summary>The broker's tables. Short-lived: one for each piece of work, from <see cref="BrokerDbContextFactory"/>.</summary>
/// <remarks>
/// Owns the model, the migrations and the queries of settings, history and management. The message path writes its own SQL on
/// the same connection. Deletes are SQL everywhere.
/// </remarks>
internal sealed class BrokerDbContext(DbContextOptions<BrokerDbContext> options) : DbContext(options)
{
    public DbSet<MessageEntity> Messages => Set<MessageEntity>();

    public DbSet<BodyEntity> Bodies => Set<BodyEntity>();

    public DbSet<ExpirationEntity> Expirations => Set<ExpirationEntity>();

    public DbSet<LaneEntity> Lanes => Set<LaneEntity>();

    public DbSet<ProducerEntity> Producers => Set<ProducerEntity>();

    public DbSet<DestinationEntity> Destinations => Set<DestinationEntity>();

    public DbSet<SubscriptionEntity> Subscriptions => Set<SubscriptionEntity>();

    public DbSet<PreparedTransactionEntity> PreparedTransactions => Set<PreparedTransactionEntity>();

    public DbSet<JobEntity> Jobs => Set<JobEntity>();

    public DbSet<SettingEntity> Settings => Set<SettingEntity>();

    public DbSet<AuditEntity> AuditEntries => Set<AuditEntity>();

    public DbSet<DrillEntity> Drills => Set<DrillEntity>();

    public DbSet<RoleChangeEntity> RoleChanges => Set<RoleChangeEntity>();

    public DbSet<LeaseEntity> Leases => Set<LeaseEntity>();

    public DbSet<FenceEntity> Fences => Set<FenceEntity>();

    public DbSet<NodeEntity> Nodes => Set<NodeEntity>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(BrokerDbContext).Assembly);

    // Names and keys are compared byte by byte, as the engine does; times are UTC, which the columns cannot say.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<string>().UseCollation("utf8mb4_bin");
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcDateTimeConverter>();
    }
}
