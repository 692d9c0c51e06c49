using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Broker.Storage.Database.EntityConfigurations;

internal sealed class LaneConfiguration : IEntityTypeConfiguration<LaneEntity>
{
    public void Configure(EntityTypeBuilder<LaneEntity> builder)
    {
        builder.ToTable("broker_lane");
        builder.HasKey(lane => lane.Lane);
        builder.Property(lane => lane.Lane).HasColumnName("lane").ValueGeneratedNever();
        builder.Property(lane => lane.Messages).HasColumnName("messages");
        builder.Property(lane => lane.Bytes).HasColumnName("bytes");
        builder.Property(lane => lane.PurgedThrough).HasColumnName("purged_through").HasDefaultValue(0L).ValueGeneratedNever();
        builder.Property(lane => lane.DeliveredThrough).HasColumnName("delivered_through").HasDefaultValue(0L).ValueGeneratedNever();
    }
}
