using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Broker.Storage.Database.Migrations;

/// <summary>Numbers jobs, so that those due at the same time have the order in which they were scheduled. Of those that are there it is that of their ids.</summary>
[DbContext(typeof(BrokerDbContext))]
[Migration("20261120170000_JobsInOrder")]
internal sealed class JobsInOrder : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        // If it exists: a migration cut short by the server's end is begun again. MariaDB alone has the words, and reads such comments.
        migrationBuilder.Sql(
            """
            ALTER TABLE broker_job
                ADD COLUMN /*M! IF NOT EXISTS */ sequence bigint NOT NULL DEFAULT 0 AFTER due,
                DROP INDEX /*M! IF EXISTS */ ix_broker_job_due,
                ADD INDEX /*M! IF NOT EXISTS */ ix_broker_job_order (due, sequence)
            """);
        migrationBuilder.Sql(
            """
            UPDATE broker_job JOIN (SELECT id, ROW_NUMBER() OVER (ORDER BY due, id) AS number FROM broker_job) AS numbered ON numbered.id = broker_job.id
            SET broker_job.sequence = numbered.number
            """);
    }

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        ALTER TABLE broker_job
            DROP INDEX /*M! IF EXISTS */ ix_broker_job_order,
            DROP COLUMN /*M! IF EXISTS */ sequence,
            ADD INDEX /*M! IF NOT EXISTS */ ix_broker_job_due (due)
        """);
}
