using Broker.Storage.Database;
using Microsoft.EntityFrameworkCore;

namespace Broker.Tests.Storage.Database.Provider;

/// <summary>A model for the provider's tests alone, so that they do not follow the broker's tables.</summary>
internal sealed class ProbeContext(DbContextOptions<ProbeContext> options) : DbContext(options)
{
    public DbSet<Probe> Probes => Set<Probe>();

    public DbSet<ProbePart> Parts => Set<ProbePart>();

    /// <summary>A context on a database that is made here, with the model's tables.</summary>
    public static ProbeContext Create(DatabaseFixture fixture)
    {
        var context = At(fixture, fixture.NewName());
        context.Database.EnsureCreated();
        return context;
    }

    public static ProbeContext At(DatabaseFixture fixture, string connectionString) =>
        new((DbContextOptions<ProbeContext>)new DbContextOptionsBuilder<ProbeContext>()
            .UseMySql(connectionString, fixture.Version, mySql => mySql.CommandTimeout(0)).Options);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Probe>(probe =>
        {
            probe.ToTable("probe", table => table.HasCheckConstraint("ck_probe_short", "`Short` < 1000"));
            probe.Property(p => p.Key).HasMaxLength(50);
            probe.Property(p => p.Hash).HasMaxLength(4).IsFixedLength();
            probe.Property(p => p.Version).IsConcurrencyToken();
            probe.HasIndex(p => p.Key).IsUnique();
        });
        modelBuilder.Entity<ProbePart>(part =>
        {
            part.ToTable("probe_part");
            part.Property(p => p.Id).ValueGeneratedNever();
        });
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<string>().UseCollation("utf8mb4_bin");
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcDateTimeConverter>();
    }
}
