using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Broker.Storage.Database.EntityConfigurations;

internal sealed class PreparedTransactionConfiguration : IEntityTypeConfiguration<PreparedTransactionEntity>
{
    public void Configure(EntityTypeBuilder<PreparedTransactionEntity> builder)
    {
        builder.ToTable("broker_prepared_transaction");
        builder.HasKey(preparedTransaction => preparedTransaction.Xid);
        builder.Property(preparedTransaction => preparedTransaction.Xid).HasColumnName("xid").HasMaxLength(160);
        builder.Property(preparedTransaction => preparedTransaction.PreparedAt).HasColumnName("prepared_at");
        builder.Property(preparedTransaction => preparedTransaction.Content).HasColumnName("content");
    }
}
