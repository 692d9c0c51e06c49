using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Broker.Storage.Database.EntityConfigurations;

internal sealed class JobConfiguration : IEntityTypeConfiguration<JobEntity>
{
    public void Configure(EntityTypeBuilder<JobEntity> builder)
    {
        builder.ToTable("broker_job");
        builder.HasKey(job => job.Id);
        builder.Property(job => job.Id).HasColumnName("id").HasMaxLength(190);
        builder.Property(job => job.Due).HasColumnName("due");
        builder.Property(job => job.DestinationId).HasColumnName("destination_id");
        builder.Property(job => job.Delay).HasColumnName("delay");
        builder.Property(job => job.Period).HasColumnName("period");
        builder.Property(job => job.Repeats).HasColumnName("repeats");
        builder.Property(job => job.Cron).HasColumnName("cron").HasMaxLength(190);
        builder.Property(job => job.Payload).HasColumnName("payload");
        builder.HasIndex(job => job.Due).HasDatabaseName("ix_broker_job_due");
    }
}
