using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Broker.Storage.Database.EntityConfigurations;

internal sealed class NodeConfiguration : IEntityTypeConfiguration<NodeEntity>
{
    public void Configure(EntityTypeBuilder<NodeEntity> builder)
    {
        builder.ToTable("broker_node", table => table.ExcludeFromMigrations());
        builder.HasKey(node => node.Name);
        builder.Property(node => node.Name).HasColumnName("name").HasMaxLength(190);
        builder.Property(node => node.Incarnation).HasColumnName("incarnation");
        builder.Property(node => node.ClientUris).HasColumnName("client_uris").HasColumnType("text");
        builder.Property(node => node.ConsoleUri).HasColumnName("console_uri").HasMaxLength(500);
        builder.Property(node => node.Role).HasColumnName("role").HasMaxLength(32);
        builder.Property(node => node.Epoch).HasColumnName("epoch");
        builder.Property(node => node.Beats).HasColumnName("beats");
        builder.Property(node => node.Seen).HasColumnName("seen");
    }
}
