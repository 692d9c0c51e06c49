using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Broker.Storage.Database.Migrations;

/// <summary>Makes the table of jobs anew: no version before had a job to put there, and its ids were texts of 190 letters.</summary>
[DbContext(typeof(BrokerDbContext))]
[Migration("20261120131500_JobsOfAnyId")]
internal sealed class JobsOfAnyId : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        // If it exists: a migration cut short by the server's end is begun again.
        migrationBuilder.Sql("DROP TABLE IF EXISTS broker_job");
        migrationBuilder.CreateTable(
            name: "broker_job",
            columns: table => new
            {
                id = table.Column<byte[]>(type: "varbinary(700)", maxLength: 700, nullable: false),
                due = table.Column<long>(type: "bigint", nullable: false),
                is_paused = table.Column<bool>(type: "tinyint(1)", nullable: false),
                size = table.Column<int>(type: "int", nullable: false),
                payload = table.Column<byte[]>(type: "longblob", nullable: false)
            },
            constraints: table => table.PrimaryKey("PK_broker_job", x => x.id));
        migrationBuilder.CreateIndex(name: "ix_broker_job_due", table: "broker_job", column: "due");
        migrationBuilder.CreateIndex(name: "ix_broker_job_waiting", table: "broker_job", columns: ["is_paused", "due", "size"]);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("DROP TABLE IF EXISTS broker_job");
        migrationBuilder.CreateTable(
            name: "broker_job",
            columns: table => new
            {
                id = table.Column<string>(type: "varchar(190)", maxLength: 190, nullable: false, collation: "utf8mb4_bin"),
                due = table.Column<long>(type: "bigint", nullable: false),
                destination_id = table.Column<int>(type: "int", nullable: false),
                delay = table.Column<long>(type: "bigint", nullable: false),
                period = table.Column<long>(type: "bigint", nullable: false),
                repeats = table.Column<int>(type: "int", nullable: false),
                cron = table.Column<string>(type: "varchar(190)", maxLength: 190, nullable: true, collation: "utf8mb4_bin"),
                payload = table.Column<byte[]>(type: "longblob", nullable: false)
            },
            constraints: table => table.PrimaryKey("PK_broker_job", x => x.id));
        migrationBuilder.CreateIndex(name: "ix_broker_job_due", table: "broker_job", column: "due");
    }
}
