using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Broker.Storage.Database.EntityConfigurations;

internal sealed class ExpirationConfiguration : IEntityTypeConfiguration<ExpirationEntity>
{
    public void Configure(EntityTypeBuilder<ExpirationEntity> builder)
    {
        builder.ToTable("broker_expiration");
        builder.HasKey(expiration => new { expiration.Lane, expiration.Sequence });
        builder.HasIndex(expiration => new { expiration.Lane, expiration.Expires }).HasDatabaseName("ix_broker_expiration_expires");
        builder.Property(expiration => expiration.Lane).HasColumnName("lane");
        builder.Property(expiration => expiration.Sequence).HasColumnName("sequence");
        builder.Property(expiration => expiration.Expires).HasColumnName("expires");
    }
}
