using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Broker.Storage.Database.EntityConfigurations;

internal sealed class RoleChangeConfiguration : IEntityTypeConfiguration<RoleChangeEntity>
{
    public void Configure(EntityTypeBuilder<RoleChangeEntity> builder)
    {
        builder.ToTable("broker_role_change");
        builder.HasKey(roleChange => roleChange.Id);
        builder.Property(roleChange => roleChange.Id).HasColumnName("id");
        builder.Property(roleChange => roleChange.At).HasColumnName("at");
        builder.Property(roleChange => roleChange.Node).HasColumnName("node").HasMaxLength(190);
        builder.Property(roleChange => roleChange.Role).HasColumnName("role").HasMaxLength(32);
        builder.Property(roleChange => roleChange.Reason).HasColumnName("reason").HasColumnType("text");
        builder.Property(roleChange => roleChange.Epoch).HasColumnName("epoch");
    }
}
