using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using MySql.Data.MySqlClient;

namespace Broker.Tests.Storage.Database.Provider;

[Collection(DatabaseCollection.Name)]
public sealed class MigrationSqlTests : IDisposable
{
    private readonly ProbeContext _context;
    private readonly string _connectionString;

    public MigrationSqlTests(DatabaseFixture fixture)
    {
        _connectionString = fixture.NewDatabase();
        _context = ProbeContext.At(fixture, _connectionString);
        Run(migration => migration.CreateTable(
            "thing",
            table => new
            {
                id = table.Column<long>("bigint").Annotation("MySql:ValueGenerationStrategy", MySqlValueGenerationStrategy.IdentityColumn),
                name = table.Column<string>("varchar(20)", collation: "utf8mb4_bin"),
                count = table.Column<int>("int", defaultValue: 7),
            },
            constraints: table =>
            {
                table.PrimaryKey("PK_thing", x => x.id);
                table.CheckConstraint("ck_thing_count", "`count` < 100");
            }));
    }

    public void Dispose() => _context.Dispose();

    [Fact]
    public void CreateTable_DefaultsNumbersAndChecks_Enforced()
    {
        Execute("INSERT INTO thing (name) VALUES ('a'), ('b')");
        Assert.Equal(["1 a 7", "2 b 7"], Rows("SELECT CONCAT_WS(' ', id, name, count) FROM thing ORDER BY id"));
        Assert.Equal(4025, Assert.Throws<MySqlException>(() => Execute("INSERT INTO thing (name, count) VALUES ('c', 100)")).Number);
    }

    [Fact]
    public void Columns_AddedAlteredAndDropped_RowsKeepTheirValues()
    {
        Execute("INSERT INTO thing (name) VALUES ('a')");
        Run(migration =>
        {
            migration.AddColumn<string>("note", "thing", "varchar(30)", nullable: false, defaultValue: @"it's \ new");
            migration.AddColumn<DateTime>("seen", "thing", "datetime(6)", nullable: true);
            migration.AlterColumn<string>("name", "thing", "varchar(200)", nullable: true, collation: "utf8mb4_bin");
            migration.DropColumn("count", "thing");
        });
        Assert.Equal([@"a it's \ new"], Rows("SELECT CONCAT_WS(' ', name, note) FROM thing"));
        Assert.Equal(
            ["id bigint(20) NO", "name varchar(200) YES", "note varchar(30) NO", "seen datetime(6) YES"],
            Rows("SELECT CONCAT_WS(' ', column_name, column_type, is_nullable) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'thing' ORDER BY ordinal_position"));
    }

    [Fact]
    public void Indexes_CreatedAndDropped_InForceUntilThen()
    {
        Run(migration => migration.CreateIndex("ux_thing", "thing", ["name", "count"], unique: true));
        Execute("INSERT INTO thing (name) VALUES ('a')");
        Assert.Equal(1062, Assert.Throws<MySqlException>(() => Execute("INSERT INTO thing (name) VALUES ('a')")).Number);
        Run(migration => migration.DropIndex("ux_thing", "thing"));
        Execute("INSERT INTO thing (name) VALUES ('a')");
    }

    [Fact]
    public void Checks_AddedAndDropped_InForceUntilThen()
    {
        Run(migration =>
        {
            migration.DropCheckConstraint("ck_thing_count", "thing");
            migration.AddCheckConstraint("ck_thing_name", "thing", "name <> ''");
        });
        Execute("INSERT INTO thing (name, count) VALUES ('a', 100)");
        Assert.Equal(4025, Assert.Throws<MySqlException>(() => Execute("INSERT INTO thing (name) VALUES ('')")).Number);
    }

    [Fact]
    public void Tables_FilledBySqlAndDropped_Gone()
    {
        Run(migration =>
        {
            migration.Sql("INSERT INTO thing (name) VALUES ('a')");
            migration.DropTable("thing");
        });
        Assert.Empty(Rows("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"));
    }

    [Fact]
    public void Creator_DatabaseMadeAndDeleted_AnswersMatch()
    {
        _context.Database.EnsureDeleted();
        Assert.False(_context.Database.CanConnect());
        Assert.True(_context.Database.EnsureCreated());
        Assert.False(_context.Database.EnsureCreated());
        Assert.True(_context.Database.CanConnect());
        Assert.Equal(["probe InnoDB utf8mb4_bin", "probe_part InnoDB utf8mb4_bin"], Rows("SELECT CONCAT_WS(' ', table_name, engine, table_collation) FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name"));
        Assert.True(_context.Database.EnsureDeleted());
        Assert.False(_context.Database.EnsureDeleted());
    }

    private void Run(Action<MigrationBuilder> describe)
    {
        var migration = new MigrationBuilder(_context.Database.ProviderName);
        describe(migration);
        var commands = _context.GetService<IMigrationsSqlGenerator>().Generate(migration.Operations, model: null);
        _context.GetService<IMigrationCommandExecutor>().ExecuteNonQuery(commands, _context.GetService<IRelationalConnection>());
    }

    private void Execute(string statement) => DatabaseFixture.Execute(_connectionString, statement);

    private List<string> Rows(string statement) => DatabaseFixture.Query(_connectionString, statement, row => row.GetString(0));
}
