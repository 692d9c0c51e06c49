using Broker.Core.Configuration;
using Broker.Core.Messages;

namespace Broker.Tests.Core.Configuration;

public sealed class DestinationPoliciesTests
{
    [Fact]
    public void Find_NoPolicies_Default() =>
        Assert.Same(DestinationPolicy.Default, DestinationPolicies.None.Find(Destination.Queue("A")));

    [Theory]
    [InlineData("orders", "orders.>")]
    [InlineData("orders.eu", "orders.eu")]
    [InlineData("orders.us", "orders.*")]
    [InlineData("orders.us.ny", "orders.>")]
    [InlineData("invoices", ">")]
    public void Find_SeveralMatch_MostSpecificWins(string queue, string expected)
    {
        string[] patterns = [">", "orders.>", "orders.*", "orders.eu"];
        var policies = new DestinationPolicies(patterns.Select(pattern => new DestinationPolicy { Queue = pattern }));
        Assert.Equal(expected, policies.Find(Destination.Queue(queue)).Queue);
    }

    [Fact]
    public void Find_EquallySpecific_FirstListedWins()
    {
        var first = new DestinationPolicy { Queue = "A.>", PrioritizedMessages = true };
        var policies = new DestinationPolicies([first, new DestinationPolicy { Queue = "A.>" }]);
        Assert.Same(first, policies.Find(Destination.Queue("A.B")));
    }

    [Fact]
    public void Find_OtherKind_NotMatched()
    {
        var queue = new DestinationPolicy { Queue = ">" };
        var topic = new DestinationPolicy { Topic = ">" };
        var policies = new DestinationPolicies([queue, topic]);
        Assert.Same(queue, policies.Find(Destination.Queue("A")));
        Assert.Same(topic, policies.Find(Destination.Topic("A")));
        Assert.Same(DestinationPolicy.Default, new DestinationPolicies([queue]).Find(Destination.Topic("A")));
    }

    [Fact]
    public void Find_TemporaryDestination_Default()
    {
        var policies = new DestinationPolicies([new DestinationPolicy { Queue = ">" }]);
        Assert.Same(DestinationPolicy.Default, policies.Find(new Destination(DestinationKind.TemporaryQueue, "ID:x:1")));
    }
}
