using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Broker.Storage.Database.EntityConfigurations;

internal sealed class LeaseConfiguration : IEntityTypeConfiguration<LeaseEntity>
{
    public void Configure(EntityTypeBuilder<LeaseEntity> builder)
    {
        builder.ToTable("broker_lease", table => table.ExcludeFromMigrations());
        builder.HasKey(lease => lease.Id);
        builder.Property(lease => lease.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(lease => lease.BrokerName).HasColumnName("broker_name").HasMaxLength(190);
        builder.Property(lease => lease.Epoch).HasColumnName("epoch");
        builder.Property(lease => lease.Holder).HasColumnName("holder").HasMaxLength(190);
        builder.Property(lease => lease.Incarnation).HasColumnName("incarnation");
        builder.Property(lease => lease.Expires).HasColumnName("expires");
        builder.Property(lease => lease.Renewals).HasColumnName("renewals");
        builder.Property(lease => lease.Successor).HasColumnName("successor").HasMaxLength(190);
        builder.Property(lease => lease.SuccessorUntil).HasColumnName("successor_until");
    }
}
