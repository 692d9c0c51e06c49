using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Broker.Storage.Database.EntityConfigurations;

internal sealed class BodyConfiguration : IEntityTypeConfiguration<BodyEntity>
{
    public void Configure(EntityTypeBuilder<BodyEntity> builder)
    {
        builder.ToTable("broker_body");
        builder.HasKey(body => body.Sequence);
        builder.Property(body => body.Sequence).HasColumnName("sequence").ValueGeneratedNever();
        builder.Property(body => body.Payload).HasColumnName("payload");
    }
}
