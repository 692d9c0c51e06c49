using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Routing;

public sealed class CompositeDestinationTests
{
    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task Send_CompositeQueue_GoesOnAndStaysOnlyWhenNotForwardOnly(bool forwardOnly, int kept)
    {
        await using var engine = Engine(new()
        {
            CompositeQueues = [Composite("A.*", new() { Queue = "B" }, new() { Topic = "T" }) with { ForwardOnly = forwardOnly }],
        });
        var client = engine.Connect();
        var topic = await client.ConsumeAsync(Destination.Topic("T"));
        var sent = await client.SendAsync("A.1");
        var copy = Assert.Single((await client.ConsumeAsync("B")).Messages);
        Assert.Equal((sent.Id, Destination.Queue("B"), Destination.Queue("A.1")), (copy.Id, copy.Destination, copy.OriginalDestination));
        Assert.Single(topic.Messages);
        Assert.Equal((kept, 2), (engine.Queue("A.1").Count, engine.Queue("A.1").Statistics.Forwarded));
    }

    [Fact]
    public async Task Send_Filtered_EachTargetGetsWhatItsSelectorMatches()
    {
        await using var engine = Engine(new()
        {
            CompositeTopics = [Composite("T", new() { Queue = "Red", Selector = "color = 'red'" }, new() { Queue = "Blue", Selector = "color = 'blue'" }) with { SendWhenNotMatched = true }],
        });
        var client = engine.Connect();
        var rest = await client.ConsumeAsync(Destination.Topic("T"));
        foreach (var color in (string[])["red", "green", "blue"]) await client.SendAsync(client.Create(Destination.Topic("T"), color: color));
        Assert.Equal([1], (await client.ConsumeAsync("Red")).Numbers);
        Assert.Equal([3], (await client.ConsumeAsync("Blue")).Numbers);
        Assert.Equal([2], rest.Numbers);
    }

    [Fact]
    public async Task Send_NothingMatches_IsTakenAndGoesNowhere()
    {
        await using var engine = Engine(new() { CompositeQueues = [Composite("A", new ForwardOptions { Queue = "B", Selector = "color = 'red'" })] });
        await engine.Connect().SendAsync("A", color: "green");
        Assert.Equal(0, engine.Queue("A").Count);
        Assert.Equal(0, engine.Queue("B").Count);
    }

    [Fact]
    public async Task Send_Chain_LeadsOnThroughEveryKindOfRule()
    {
        await using var engine = Engine(new()
        {
            CompositeQueues = [Composite("A", new ForwardOptions { Topic = "VirtualTopic.X" }), Composite("Consumer.C.VirtualTopic.X", new ForwardOptions { Queue = "End" })],
        });
        var client = engine.Connect();
        engine.Queue("Consumer.C.VirtualTopic.X");
        await client.SendAsync("A");
        var end = Assert.Single((await client.ConsumeAsync("End")).Messages);
        Assert.Equal(Destination.Queue("Consumer.C.VirtualTopic.X"), end.OriginalDestination);
        Assert.Equal(0, engine.Queue("Consumer.C.VirtualTopic.X").Count);
    }

    [Fact]
    public async Task Send_Mirrored_TopicAndItsQueuesGetItAndAreNotMirroredAgain()
    {
        await using var engine = Engine(new() { MirroredQueues = [new()] });
        var client = engine.Connect();
        engine.Queue("Consumer.Audit.VirtualTopic.Mirror.A");
        var mirror = await client.ConsumeAsync(Destination.Topic("VirtualTopic.Mirror.A"));
        await client.SendAsync("A");
        Assert.Equal(1, engine.Queue("A").Count);
        Assert.Single(mirror.Messages);
        Assert.Equal(1, engine.Queue("Consumer.Audit.VirtualTopic.Mirror.A").Count);
        Assert.DoesNotContain(engine.Directory.Topics, topic => topic.Destination.Name.StartsWith("VirtualTopic.Mirror.Consumer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_MirrorWithPostfix_OnlyQueuesOfItsPattern()
    {
        await using var engine = Engine(new() { MirroredQueues = [new() { Name = "A.>", Prefix = "", Postfix = ".Copy" }] });
        var client = engine.Connect();
        var mirrors = await client.ConsumeAsync(Destination.Topic(">"));
        await client.SendAsync("A.1");
        await client.SendAsync("B");
        Assert.Equal(Destination.Topic("A.1.Copy"), Assert.Single(mirrors.Messages).Destination);
    }

    [Fact]
    public async Task Send_FromTheBrokerItself_FollowsTheRulesToo()
    {
        await using var engine = Engine(new() { CompositeQueues = [Composite("A", new ForwardOptions { Queue = "B" })] });
        await engine.Router.SendAsync(engine.Connect().Create(Destination.Queue("A")));
        Assert.Equal((0, 1), (engine.Queue("A").Count, engine.Queue("B").Count));
    }

    [Fact]
    public async Task Send_CompositeByTheClient_RepeatedMembersAndNestedRulesReachEachOnce()
    {
        await using var engine = Engine(new() { CompositeQueues = [Composite("A", new ForwardOptions { Queue = "B" }) with { ForwardOnly = false }] });
        await engine.Connect().SendAsync("A,B,A, queue://B");
        Assert.Equal((1, 1), (engine.Queue("A").Count, engine.Queue("B").Count));
    }

    [Fact]
    public async Task Consume_CompositeWithPrefixesAndRepetitions_GetsEachOnce()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var queues = await client.ConsumeAsync("A,queue://B, A");
        var topics = await client.ConsumeAsync(Destination.Topic("T,topic://U,T"));
        foreach (var queue in (string[])["A", "B"]) await client.SendAsync(queue);
        foreach (var topic in (string[])["T", "U"]) await client.SendAsync(client.Create(Destination.Topic(topic)));
        Assert.Equal([1, 2], queues.Numbers);
        Assert.Equal([3, 4], topics.Numbers);
    }

    [Fact]
    public void ForwardSelectors_Broken_AreNamed()
    {
        var options = new VirtualDestinationsOptions { CompositeTopics = [Composite("A", new() { Queue = "B" }, new() { Queue = "C", Selector = "color = " })] };
        var fault = Assert.Single(ForwardSelectors.Faults(options));
        Assert.StartsWith("Broker:VirtualDestinations:CompositeTopics:0:ForwardTo:1:Selector: 'color = ' is no selector: ", fault, StringComparison.Ordinal);
    }

    // Whatever is configured: every target of a send is reached once, and exactly those that the definitions say.
    [Fact]
    public async Task Send_RandomDefinitions_ReachesEachTargetOnce()
    {
        const int Names = 8;
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            // Forwards lead to higher numbers alone, so that there is no circle.
            var composites = Enumerable.Range(0, Names - 1)
                .Where(_ => random.Next(2) == 0)
                .Select(from => Composite($"Q{from}", [.. Enumerable.Range(from + 1, Names - from - 1).Where(_ => random.Next(2) == 0).Append(Names - 1)
                    .Select(to => new ForwardOptions { Queue = $"Q{to}" })]) with
                { ForwardOnly = random.Next(2) == 0 })
                .ToList();
            var options = new VirtualDestinationsOptions { CompositeQueues = composites };
            Assert.Empty(BrokerOptionsValidator.Validate(new BrokerOptions { VirtualDestinations = options }));
            await using var engine = Engine(options);
            string[] named = [$"Q{random.Next(Names)}", $"Q{random.Next(Names)}"];
            await engine.Connect().SendAsync(string.Join(',', named), persistent: random.Next(2) == 0);
            var expected = Reached(composites, named).Where(name => Keeps(composites, name)).Order(StringComparer.Ordinal);
            var actual = engine.Directory.Queues.SelectMany(queue => Enumerable.Repeat(queue.Destination.Name, (int)queue.Count)).Order(StringComparer.Ordinal);
            Assert.True(expected.SequenceEqual(actual), $"seed {seed}: {string.Join(' ', actual)} instead of {string.Join(' ', expected)}");
        }
    }

    private static HashSet<string> Reached(List<CompositeDestinationOptions> composites, string[] named)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in named) Visit(name);
        return reached;

        void Visit(string name)
        {
            if (!reached.Add(name)) return;
            foreach (var forward in composites.Find(composite => composite.Name == name)?.ForwardTo ?? []) Visit(forward.Queue);
        }
    }

    private static bool Keeps(List<CompositeDestinationOptions> composites, string name) =>
        composites.Find(composite => composite.Name == name) is not { ForwardOnly: true };

    private static CompositeDestinationOptions Composite(string name, params ForwardOptions[] forwards) => new() { Name = name, ForwardTo = forwards };

    private static EngineFixture Engine(VirtualDestinationsOptions options) =>
        new(new MemoryPersistenceAdapter(), options: EngineFixture.Options with { VirtualDestinations = options });
}
