using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Broker.Storage.Database.EntityConfigurations;

internal sealed class FenceConfiguration : IEntityTypeConfiguration<FenceEntity>
{
    public void Configure(EntityTypeBuilder<FenceEntity> builder)
    {
        builder.ToTable("broker_fence", table =>
        {
            table.ExcludeFromMigrations();
            table.HasCheckConstraint("ck_broker_fence_writer", "writer_epoch = epoch");
        });
        builder.HasKey(fence => fence.Id);
        builder.Property(fence => fence.Id).HasColumnName("id").ValueGeneratedNever();
        builder.Property(fence => fence.Epoch).HasColumnName("epoch");
        builder.Property(fence => fence.WriterEpoch).HasColumnName("writer_epoch");
        builder.Property(fence => fence.GroupNumber).HasColumnName("group_number");
        builder.Property(fence => fence.LastSequence).HasColumnName("last_sequence");
        builder.Property(fence => fence.Tail).HasColumnName("tail");
    }
}
