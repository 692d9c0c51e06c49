using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Broker.Storage.Database.Migrations;

/// <summary>The tables of the first version with a database. Never changed again: what comes later is a migration of its own.</summary>
[DbContext(typeof(BrokerDbContext))]
[Migration("20261120101444_InitialSchema")]
internal sealed class InitialSchema : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            name: "broker_audit",
            columns: table => new
            {
                id = table.Column<long>(type: "bigint", nullable: false)
                    .Annotation("MySql:ValueGenerationStrategy", MySqlValueGenerationStrategy.IdentityColumn),
                at = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                who = table.Column<string>(type: "varchar(190)", maxLength: 190, nullable: false, collation: "utf8mb4_bin"),
                action = table.Column<string>(type: "varchar(190)", maxLength: 190, nullable: false, collation: "utf8mb4_bin"),
                target = table.Column<string>(type: "text", nullable: false, collation: "utf8mb4_bin"),
                detail = table.Column<string>(type: "longtext", nullable: false, collation: "utf8mb4_bin")
            },
            constraints: table => table.PrimaryKey("PK_broker_audit", x => x.id));

        migrationBuilder.CreateTable(
            name: "broker_body",
            columns: table => new
            {
                sequence = table.Column<long>(type: "bigint", nullable: false),
                payload = table.Column<byte[]>(type: "longblob", nullable: false)
            },
            constraints: table => table.PrimaryKey("PK_broker_body", x => x.sequence));

        migrationBuilder.CreateTable(
            name: "broker_destination",
            columns: table => new
            {
                id = table.Column<int>(type: "int", nullable: false),
                kind = table.Column<byte>(type: "tinyint unsigned", nullable: false),
                name = table.Column<string>(type: "text", nullable: false, collation: "utf8mb4_bin"),
                name_hash = table.Column<byte[]>(type: "binary(32)", fixedLength: true, maxLength: 32, nullable: false)
            },
            constraints: table => table.PrimaryKey("PK_broker_destination", x => x.id));

        migrationBuilder.CreateTable(
            name: "broker_drill",
            columns: table => new
            {
                id = table.Column<long>(type: "bigint", nullable: false)
                    .Annotation("MySql:ValueGenerationStrategy", MySqlValueGenerationStrategy.IdentityColumn),
                kind = table.Column<string>(type: "varchar(64)", maxLength: 64, nullable: false, collation: "utf8mb4_bin"),
                started_at = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                ended_at = table.Column<DateTime>(type: "datetime(6)", nullable: true),
                report = table.Column<string>(type: "longtext", nullable: true, collation: "utf8mb4_bin")
            },
            constraints: table => table.PrimaryKey("PK_broker_drill", x => x.id));

        migrationBuilder.CreateTable(
            name: "broker_expiration",
            columns: table => new
            {
                lane = table.Column<long>(type: "bigint", nullable: false),
                sequence = table.Column<long>(type: "bigint", nullable: false),
                expires = table.Column<long>(type: "bigint", nullable: false)
            },
            constraints: table => table.PrimaryKey("PK_broker_expiration", x => new { x.lane, x.sequence }));

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

        migrationBuilder.CreateTable(
            name: "broker_lane",
            columns: table => new
            {
                lane = table.Column<long>(type: "bigint", nullable: false),
                messages = table.Column<long>(type: "bigint", nullable: false),
                bytes = table.Column<long>(type: "bigint", nullable: false),
                purged_through = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                delivered_through = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L)
            },
            constraints: table => table.PrimaryKey("PK_broker_lane", x => x.lane));

        migrationBuilder.CreateTable(
            name: "broker_message",
            columns: table => new
            {
                lane = table.Column<long>(type: "bigint", nullable: false),
                sequence = table.Column<long>(type: "bigint", nullable: false),
                size = table.Column<int>(type: "int", nullable: false),
                payload = table.Column<byte[]>(type: "longblob", nullable: true)
            },
            constraints: table => table.PrimaryKey("PK_broker_message", x => new { x.lane, x.sequence }));

        migrationBuilder.CreateTable(
            name: "broker_prepared_transaction",
            columns: table => new
            {
                xid = table.Column<byte[]>(type: "varbinary(160)", maxLength: 160, nullable: false),
                prepared_at = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                content = table.Column<byte[]>(type: "longblob", nullable: false)
            },
            constraints: table => table.PrimaryKey("PK_broker_prepared_transaction", x => x.xid));

        migrationBuilder.CreateTable(
            name: "broker_producer",
            columns: table => new
            {
                producer_hash = table.Column<byte[]>(type: "binary(32)", fixedLength: true, maxLength: 32, nullable: false),
                producer = table.Column<string>(type: "varchar(1000)", maxLength: 1000, nullable: false, collation: "utf8mb4_bin"),
                value = table.Column<long>(type: "bigint", nullable: false),
                touched = table.Column<long>(type: "bigint", nullable: false)
            },
            constraints: table => table.PrimaryKey("PK_broker_producer", x => x.producer_hash));

        migrationBuilder.CreateTable(
            name: "broker_role_change",
            columns: table => new
            {
                id = table.Column<long>(type: "bigint", nullable: false)
                    .Annotation("MySql:ValueGenerationStrategy", MySqlValueGenerationStrategy.IdentityColumn),
                at = table.Column<DateTime>(type: "datetime(6)", nullable: false),
                node = table.Column<string>(type: "varchar(190)", maxLength: 190, nullable: false, collation: "utf8mb4_bin"),
                role = table.Column<string>(type: "varchar(32)", maxLength: 32, nullable: false, collation: "utf8mb4_bin"),
                reason = table.Column<string>(type: "text", nullable: true, collation: "utf8mb4_bin"),
                epoch = table.Column<long>(type: "bigint", nullable: true)
            },
            constraints: table => table.PrimaryKey("PK_broker_role_change", x => x.id));

        migrationBuilder.CreateTable(
            name: "broker_setting",
            columns: table => new
            {
                id = table.Column<long>(type: "bigint", nullable: false)
                    .Annotation("MySql:ValueGenerationStrategy", MySqlValueGenerationStrategy.IdentityColumn),
                document = table.Column<string>(type: "varchar(190)", maxLength: 190, nullable: false, collation: "utf8mb4_bin"),
                version = table.Column<int>(type: "int", nullable: false),
                content = table.Column<string>(type: "longtext", nullable: false, collation: "utf8mb4_bin"),
                changed_by = table.Column<string>(type: "varchar(190)", maxLength: 190, nullable: false, collation: "utf8mb4_bin"),
                changed_at = table.Column<DateTime>(type: "datetime(6)", nullable: false)
            },
            constraints: table => table.PrimaryKey("PK_broker_setting", x => x.id));

        migrationBuilder.CreateTable(
            name: "broker_subscription",
            columns: table => new
            {
                id = table.Column<int>(type: "int", nullable: false),
                destination_id = table.Column<int>(type: "int", nullable: false),
                client_id = table.Column<string>(type: "text", nullable: false, collation: "utf8mb4_bin"),
                name = table.Column<string>(type: "text", nullable: false, collation: "utf8mb4_bin"),
                selector = table.Column<string>(type: "longtext", nullable: true, collation: "utf8mb4_bin"),
                no_local = table.Column<bool>(type: "tinyint(1)", nullable: false),
                topic = table.Column<string>(type: "text", nullable: false, collation: "utf8mb4_bin"),
                key_hash = table.Column<byte[]>(type: "binary(32)", fixedLength: true, maxLength: 32, nullable: false)
            },
            constraints: table => table.PrimaryKey("PK_broker_subscription", x => x.id));

        migrationBuilder.CreateIndex(name: "ix_broker_audit_at", table: "broker_audit", column: "at");
        migrationBuilder.CreateIndex(name: "ux_broker_destination_name", table: "broker_destination", columns: ["kind", "name_hash"], unique: true);
        migrationBuilder.CreateIndex(name: "ix_broker_expiration_expires", table: "broker_expiration", columns: ["lane", "expires"]);
        migrationBuilder.CreateIndex(name: "ix_broker_job_due", table: "broker_job", column: "due");
        migrationBuilder.CreateIndex(name: "ix_broker_producer_touched", table: "broker_producer", column: "touched");
        migrationBuilder.CreateIndex(name: "ux_broker_setting_version", table: "broker_setting", columns: ["document", "version"], unique: true);
        migrationBuilder.CreateIndex(name: "ux_broker_subscription_key", table: "broker_subscription", column: "key_hash", unique: true);
    }

    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.DropTable("broker_audit");
        migrationBuilder.DropTable("broker_body");
        migrationBuilder.DropTable("broker_destination");
        migrationBuilder.DropTable("broker_drill");
        migrationBuilder.DropTable("broker_expiration");
        migrationBuilder.DropTable("broker_job");
        migrationBuilder.DropTable("broker_lane");
        migrationBuilder.DropTable("broker_message");
        migrationBuilder.DropTable("broker_prepared_transaction");
        migrationBuilder.DropTable("broker_producer");
        migrationBuilder.DropTable("broker_role_change");
        migrationBuilder.DropTable("broker_setting");
        migrationBuilder.DropTable("broker_subscription");
    }
}
