using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Broker.Storage.Database.EntityConfigurations;

internal sealed class MessageConfiguration : IEntityTypeConfiguration<MessageEntity>
{
    public void Configure(EntityTypeBuilder<MessageEntity> builder)
    {
        builder.ToTable("broker_message");
        builder.HasKey(message => new { message.Lane, message.Sequence });
        builder.Property(message => message.Lane).HasColumnName("lane");
        builder.Property(message => message.Sequence).HasColumnName("sequence");
        builder.Property(message => message.Size).HasColumnName("size");
        builder.Property(message => message.Payload).HasColumnName("payload");
    }
}
