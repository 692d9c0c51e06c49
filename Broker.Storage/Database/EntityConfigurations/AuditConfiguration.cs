using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Broker.Storage.Database.EntityConfigurations;

internal sealed class AuditConfiguration : IEntityTypeConfiguration<AuditEntity>
{
    public void Configure(EntityTypeBuilder<AuditEntity> builder)
    {
        builder.ToTable("broker_audit");
        builder.HasKey(audit => audit.Id);
        builder.Property(audit => audit.Id).HasColumnName("id");
        builder.Property(audit => audit.At).HasColumnName("at");
        builder.Property(audit => audit.Who).HasColumnName("who").HasMaxLength(190);
        builder.Property(audit => audit.Action).HasColumnName("action").HasMaxLength(190);
        builder.Property(audit => audit.Target).HasColumnName("target").HasColumnType("text");
        builder.Property(audit => audit.Detail).HasColumnName("detail");
        builder.HasIndex(audit => audit.At).HasDatabaseName("ix_broker_audit_at");
    }
}
