using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Security;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Routing;

public sealed class TimeStampTests
{
    private const long Hour = 3_600_000;

    // Client's timestamp and end, and what they become, all in milliseconds from the broker's now.
    [Theory]
    [InlineData("", -10_000L, -5_000L, 0L, 5_000L)]
    [InlineData("", -10_000L, null, 0L, null)]
    [InlineData("zero", -10_000L, null, 0L, 2 * Hour)]
    [InlineData("zero", -10_000L, 10_000L, 0L, 20_000L)]
    [InlineData("ceiling", 0L, 9 * Hour, 0L, Hour)]
    [InlineData("ceiling", 0L, null, 0L, null)]
    [InlineData("zero ceiling", 0L, null, 0L, Hour)]
    [InlineData("future", 10_000L, 20_000L, 10_000L, 20_000L)]
    [InlineData("future", -10_000L, 5_000L, 0L, 15_000L)]
    public async Task Send_Stamped_LivesAsLongAsItsClientSaidWithinTheLimits(
        string settings, long timestamp, long? expiration, long stamped, long? end)
    {
        await using var engine = Engine(new()
        {
            Enabled = true,
            ZeroExpirationOverride = settings.Contains("zero", StringComparison.Ordinal) ? TimeSpan.FromHours(2) : TimeSpan.Zero,
            TtlCeiling = settings.Contains("ceiling", StringComparison.Ordinal) ? TimeSpan.FromHours(1) : TimeSpan.Zero,
            FutureOnly = settings is "future",
        });
        var now = engine.Time.NowMilliseconds;
        var message = await SendAsync(engine, "Q", now + timestamp, now + expiration ?? 0);
        Assert.Equal((now + stamped, now + end ?? 0), (message.Timestamp, message.Expiration));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Send_FromAnotherBroker_IsStampedOnlyWhenTold(bool processNetworkMessages, bool stamped)
    {
        await using var engine = Engine(new() { Enabled = true, ProcessNetworkMessages = processNetworkMessages });
        var message = await SendAsync(engine, "Q", 1, 0, ["ID:other"]);
        Assert.Equal(stamped, message.Timestamp == engine.Time.NowMilliseconds);
    }

    [Theory]
    [InlineData("Q", 0)]
    [InlineData("ActiveMQ.DLQ", 1)]
    public async Task Send_WithoutTimestampOrToADeadLetterQueue_IsLeftAsItIs(string queue, long timestamp)
    {
        await using var engine = Engine(new() { Enabled = true });
        Assert.Equal(timestamp, (await SendAsync(engine, queue, timestamp, 0)).Timestamp);
    }

    [Fact]
    public async Task Send_NotEnabled_IsLeftAsItIs()
    {
        await using var engine = new EngineFixture();
        Assert.Equal(1, (await SendAsync(engine, "Q", 1, 0)).Timestamp);
    }

    [Theory]
    [InlineData(false, "claimed")]
    [InlineData(true, "alice")]
    public async Task Send_UserId_IsTheClientsOwnOnlyWhenTold(bool populate, string expected)
    {
        await using var engine = new EngineFixture(options: EngineFixture.Options with { PopulateJMSXUserID = populate });
        var client = new TestClient(engine, new() { ConnectionId = "ID:1", ClientId = "1", User = new User("alice", UserRole.Operator) });
        var message = client.Create(Destination.Queue("Q"));
        message.UserId = "claimed";
        Assert.Equal(expected, (await client.SendAsync(message)).UserId);
    }

    private static async Task<Message> SendAsync(EngineFixture engine, string queue, long timestamp, long expiration, IReadOnlyList<string>? path = null)
    {
        var client = engine.Connect();
        var message = client.Create(Destination.Queue(queue), expiration: expiration);
        message.Timestamp = timestamp;
        message.BrokerPath = path;
        return await client.SendAsync(message);
    }

    private static EngineFixture Engine(TimeStampingOptions options) => new(options: EngineFixture.Options with { TimeStamping = options });
}
