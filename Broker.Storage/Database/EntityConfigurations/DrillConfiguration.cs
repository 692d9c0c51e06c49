using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Broker.Storage.Database.EntityConfigurations;

internal sealed class DrillConfiguration : IEntityTypeConfiguration<DrillEntity>
{
    public void Configure(EntityTypeBuilder<DrillEntity> builder)
    {
        builder.ToTable("broker_drill");
        builder.HasKey(drill => drill.Id);
        builder.Property(drill => drill.Id).HasColumnName("id");
        builder.Property(drill => drill.Kind).HasColumnName("kind").HasMaxLength(64);
        builder.Property(drill => drill.StartedAt).HasColumnName("started_at");
        builder.Property(drill => drill.EndedAt).HasColumnName("ended_at");
        builder.Property(drill => drill.Report).HasColumnName("report");
    }
}
