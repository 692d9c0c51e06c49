using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Broker.Storage.Database.EntityConfigurations;

internal sealed class SettingConfiguration : IEntityTypeConfiguration<SettingEntity>
{
    public void Configure(EntityTypeBuilder<SettingEntity> builder)
    {
        builder.ToTable("broker_setting");
        builder.HasKey(setting => setting.Id);
        builder.Property(setting => setting.Id).HasColumnName("id");
        builder.Property(setting => setting.Document).HasColumnName("document").HasMaxLength(190);
        builder.Property(setting => setting.Version).HasColumnName("version");
        builder.Property(setting => setting.Content).HasColumnName("content");
        builder.Property(setting => setting.ChangedBy).HasColumnName("changed_by").HasMaxLength(190);
        builder.Property(setting => setting.ChangedAt).HasColumnName("changed_at");
        builder.HasIndex(setting => new { setting.Document, setting.Version }).IsUnique().HasDatabaseName("ux_broker_setting_version");
    }
}
