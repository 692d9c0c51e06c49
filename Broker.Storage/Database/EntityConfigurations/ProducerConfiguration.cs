using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Broker.Storage.Database.EntityConfigurations;

internal sealed class ProducerConfiguration : IEntityTypeConfiguration<ProducerEntity>
{
    public void Configure(EntityTypeBuilder<ProducerEntity> builder)
    {
        builder.ToTable("broker_producer");
        builder.HasKey(producer => producer.ProducerHash);
        builder.Property(producer => producer.ProducerHash).HasColumnName("producer_hash").HasMaxLength(32).IsFixedLength();
        builder.Property(producer => producer.Producer).HasColumnName("producer").HasMaxLength(1000);
        builder.Property(producer => producer.Value).HasColumnName("value");
        builder.Property(producer => producer.Touched).HasColumnName("touched");
        builder.HasIndex(producer => producer.Touched).HasDatabaseName("ix_broker_producer_touched");
    }
}
