using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Broker.Storage.Database.EntityConfigurations;

internal sealed class DestinationConfiguration : IEntityTypeConfiguration<DestinationEntity>
{
    public void Configure(EntityTypeBuilder<DestinationEntity> builder)
    {
        builder.ToTable("broker_destination");
        builder.HasKey(destination => destination.Id);
        builder.Property(destination => destination.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(destination => destination.Kind).HasColumnName("kind");
        builder.Property(destination => destination.Name).HasColumnName("name").HasColumnType("text");
        builder.Property(destination => destination.NameHash).HasColumnName("name_hash").HasMaxLength(32).IsFixedLength();
        builder.HasIndex(destination => new { destination.Kind, destination.NameHash }).IsUnique().HasDatabaseName("ux_broker_destination_name");
    }
}
