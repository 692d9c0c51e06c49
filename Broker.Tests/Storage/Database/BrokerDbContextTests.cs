using Broker.Storage.Database;
using Broker.Storage.Database.Entities;
using Microsoft.EntityFrameworkCore;

namespace Broker.Tests.Storage.Database;

[Collection(DatabaseCollection.Name)]
public sealed class BrokerDbContextTests(DatabaseFixture fixture)
{
    private static readonly DateTime Time = new(2026, 10, 25, 0, 30, 0, DateTimeKind.Utc);

    public static TheoryData<string> Entities => new(Samples().Select(sample => sample.GetType().Name));

    [Fact]
    public void Migrations_ComparedWithTheModel_NothingMissing()
    {
        using var context = fixture.Factory(fixture.ServerConnectionString).CreateDbContext();
        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Fact]
    public void Factory_Contexts_HaveNoTimeoutThatTheDriverWouldHangOn()
    {
        using var context = fixture.Factory(fixture.ServerConnectionString).CreateDbContext();
        Assert.Equal(0, context.Database.GetCommandTimeout());
    }

    [Theory]
    [MemberData(nameof(Entities))]
    public void Entity_WrittenAndReadBack_Same(string name)
    {
        var factory = NewBrokerWithLease();
        using var context = factory.CreateDbContext();
        var written = Samples().Single(sample => sample.GetType().Name == name);
        context.Add(written);
        context.SaveChanges();
        var keys = context.Entry(written).Metadata.FindPrimaryKey()!.Properties.Select(key => context.Entry(written).Property(key).CurrentValue).ToArray();
        context.ChangeTracker.Clear();
        Assert.Equivalent(written, context.Find(written.GetType(), keys), strict: true);
    }

    [Fact]
    public void Entities_EachOfTheModel_HasASample()
    {
        using var context = fixture.Factory(fixture.ServerConnectionString).CreateDbContext();
        Assert.Equal(context.Model.GetEntityTypes().Select(type => type.ClrType.Name).Order(), Samples().Select(sample => sample.GetType().Name).Order());
    }

    [Fact]
    public void Tables_MadeByMigrations_OfOneEngineAndCollation()
    {
        using var context = fixture.NewBroker().CreateDbContext();
        var tables = DatabaseFixture.Query(
            context.Database.GetConnectionString()!,
            "SELECT table_name, engine, table_collation FROM information_schema.tables WHERE table_schema = DATABASE()",
            row => (Name: row.GetString(0), Kind: $"{row.GetString(1)} {row.GetString(2)}"));
        Assert.Equal(14, tables.Count);
        Assert.All(tables, table => Assert.Equal("InnoDB utf8mb4_bin", table.Kind));
        Assert.All(tables, table => Assert.StartsWith("broker_", table.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Keys_OfTheMessageTables_AsTheMessagePathNeedsThem()
    {
        using var context = fixture.NewBroker().CreateDbContext();
        var keys = DatabaseFixture.Query(
            context.Database.GetConnectionString()!,
            """
            SELECT CONCAT(table_name, ' ', GROUP_CONCAT(column_name ORDER BY seq_in_index), IF(non_unique, '', ' unique'))
            FROM information_schema.statistics WHERE table_schema = DATABASE()
            GROUP BY table_name, index_name, non_unique ORDER BY table_name, index_name
            """,
            row => row.GetString(0));
        Assert.Equal(
            [
                "broker_audit at", "broker_audit id unique", "broker_body sequence unique", "broker_destination id unique",
                "broker_destination kind,name_hash unique", "broker_drill id unique", "broker_expiration lane,expires", "broker_expiration lane,sequence unique",
                "broker_job due,sequence", "broker_job is_paused,due,size", "broker_job id unique", "broker_lane lane unique", "broker_message lane,sequence unique",
                "broker_migration MigrationId unique", "broker_prepared_transaction xid unique", "broker_producer touched",
                "broker_producer producer_hash unique", "broker_role_change id unique", "broker_setting id unique",
                "broker_setting document,version unique", "broker_subscription id unique", "broker_subscription key_hash unique",
            ],
            keys.OrderBy(key => key.Split(' ')[0], StringComparer.Ordinal).ThenBy(key => Rank(key)).ToList());

        static int Rank(string key) => key switch
        {
            "broker_destination id unique" or "broker_setting id unique" or "broker_subscription id unique" => 0,
            _ when key.EndsWith(" unique", StringComparison.Ordinal) => 2,
            _ => 1,
        };
    }

    [Fact]
    public void Names_DifferingInCaseAccentOrNothing_AreDifferentOrTheSame()
    {
        using var context = fixture.NewBroker().CreateDbContext();
        context.AddRange(Setting("policy", 1), Setting("Policy", 1), Setting("pólicy", 1), Setting("policy", 2));
        context.SaveChanges();
        Assert.Equal(2, context.Settings.Count(setting => setting.Document == "policy"));
        context.Add(Setting("policy", 2));
        var error = Assert.Throws<DbUpdateException>(() => context.SaveChanges());
        Assert.Equal(DatabaseFailure.Duplicate, DatabaseErrors.Classify(error));
    }

    [Fact]
    public void LaneInserted_WithoutPurge_PurgedThroughIsZeroInPlainSqlToo()
    {
        using var context = fixture.NewBroker().CreateDbContext();
        context.Database.ExecuteSql($"INSERT INTO broker_lane (lane, messages, bytes) VALUES (10, 1, 2)");
        Assert.Equal(0, context.Lanes.Single().PurgedThrough);
    }

    private BrokerDbContextFactory NewBrokerWithLease()
    {
        var factory = fixture.NewBroker();
        using var context = factory.CreateDbContext();
        // Without the rows: the samples have the same keys.
        DatabaseFixture.Execute(context.Database.GetConnectionString()!, LeaseSchema.CreateLease, LeaseSchema.CreateFence, LeaseSchema.CreateNode);
        return factory;
    }

    private static SettingEntity Setting(string document, int version) => new() { Document = document, Version = version, ChangedAt = Time };

    private static object[] Samples() =>
    [
        new MessageEntity { Lane = -14, Sequence = long.MaxValue, Size = 5, Payload = null },
        new BodyEntity { Sequence = 5, Payload = [0, 1, 255] },
        new ExpirationEntity { Lane = 14, Sequence = 3, Expires = 1_800_000_000_000 },
        new LaneEntity { Lane = 14, Messages = 2, Bytes = 3, PurgedThrough = 4 },
        new ProducerEntity { ProducerHash = Hash(1), Producer = "ID:host-1", Value = 8, Touched = 9 },
        new DestinationEntity { Id = 7, Kind = 1, Name = new string('q', 5000), NameHash = Hash(2) },
        new SubscriptionEntity { Id = 8, DestinationId = 7, ClientId = "c", Name = "n", Selector = "a = 'b'", NoLocal = true, Topic = "t.>", KeyHash = Hash(3) },
        new PreparedTransactionEntity { Xid = [1, 0], PreparedAt = Time, Content = [7] },
        new JobEntity { Id = [0x49, 0xED, 0xA0, 0x80], Due = 1, IsPaused = true, Size = 2, Payload = [1] },
        Setting("policy", 1),
        new AuditEntity { At = Time, Who = "admin", Action = "purge", Target = "queue://a", Detail = "{}" },
        new DrillEntity { Kind = "switch", StartedAt = Time },
        new RoleChangeEntity { At = Time, Node = "a", Role = "master", Reason = "lease free", Epoch = 3 },
        new LeaseEntity { Id = 1, BrokerName = "b", Epoch = 1, Holder = "a", Incarnation = Guid.Parse("01234567-89ab-cdef-0123-456789abcdef"), Expires = Time, Renewals = 4 },
        new FenceEntity { Id = 1, Epoch = 2, WriterEpoch = 2, GroupNumber = 3, LastSequence = 4, Tail = [] },
        new NodeEntity { Name = "a", Incarnation = Guid.Parse("01234567-89ab-cdef-0123-456789abcdef"), ClientUris = "tcp://a:61616", ConsoleUri = "http://a:8161", Role = "slave", Beats = 1, Seen = Time },
    ];

    private static byte[] Hash(byte of) => [.. Enumerable.Repeat(of, 32)];
}
