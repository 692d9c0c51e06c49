using Broker.Core.Storage;
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
        builder.Property(job => job.Id).HasColumnName("id").HasMaxLength(ScheduledJob.MaxIdBytes);
        builder.Property(job => job.Due).HasColumnName("due");
        builder.Property(job => job.Sequence).HasColumnName("sequence");
        builder.Property(job => job.IsPaused).HasColumnName("is_paused");
        builder.Property(job => job.Size).HasColumnName("size");
        builder.Property(job => job.Payload).HasColumnName("payload");
        builder.HasIndex(job => new { job.Due, job.Sequence }).HasDatabaseName("ix_broker_job_order");
        builder.HasIndex(job => new { job.IsPaused, job.Due, job.Size }).HasDatabaseName("ix_broker_job_waiting");
    }
}
