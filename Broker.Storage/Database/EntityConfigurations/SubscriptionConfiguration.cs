using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Broker.Storage.Database.EntityConfigurations;

internal sealed class SubscriptionConfiguration : IEntityTypeConfiguration<SubscriptionEntity>
{
    public void Configure(EntityTypeBuilder<SubscriptionEntity> builder)
    {
        builder.ToTable("broker_subscription");
        builder.HasKey(subscription => subscription.Id);
        builder.Property(subscription => subscription.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(subscription => subscription.DestinationId).HasColumnName("destination_id");
        builder.Property(subscription => subscription.ClientId).HasColumnName("client_id").HasColumnType("text");
        builder.Property(subscription => subscription.Name).HasColumnName("name").HasColumnType("text");
        builder.Property(subscription => subscription.Selector).HasColumnName("selector");
        builder.Property(subscription => subscription.NoLocal).HasColumnName("no_local");
        builder.Property(subscription => subscription.Topic).HasColumnName("topic").HasColumnType("text");
        builder.Property(subscription => subscription.KeyHash).HasColumnName("key_hash").HasMaxLength(32).IsFixedLength();
        builder.HasIndex(subscription => subscription.KeyHash).IsUnique().HasDatabaseName("ux_broker_subscription_key");
    }
}
