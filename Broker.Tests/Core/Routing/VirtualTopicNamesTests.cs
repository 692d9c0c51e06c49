using Broker.Core.Routing;

namespace Broker.Tests.Core.Routing;

public sealed class VirtualTopicNamesTests
{
    [Theory]
    [InlineData("Consumer.A.VirtualTopic.>", "Consumer.A.VirtualTopic.X.Y")]
    [InlineData("Consumer.A.>", "Consumer.A.VirtualTopic.X.Y")]
    [InlineData("Consumer.A.VirtualTopic.X.Y", "Consumer.A.VirtualTopic.X.Y")]
    [InlineData("Consumer.A.VirtualTopic.*.Y", "Consumer.A.VirtualTopic.X.Y")]
    [InlineData("Consumer.A.VirtualTopic.X.Y.>", "Consumer.A.VirtualTopic.X.Y")]
    [InlineData("Consumer.A.VirtualTopic.X", null)]
    [InlineData("Consumer.A.VirtualTopic.X.*.Z", null)]
    [InlineData("Consumer.A.VirtualTopic.Z.>", null)]
    [InlineData("Consumer.*.VirtualTopic.X.Y", null)]
    [InlineData("Consumer.>", null)]
    [InlineData(">", null)]
    public void QueueFor_PatternOfAConsumer_NamesOneQueueOrNone(string pattern, string? expected) =>
        Assert.Equal(expected, new VirtualTopicNames(new()).QueueFor("VirtualTopic.X.Y", pattern));

    [Theory]
    [InlineData("Consumer.A.VirtualTopic.>", true)]
    [InlineData("Consumer.A.>", true)]
    [InlineData("Consumer.A.Other.>", false)]
    [InlineData("Consumer.*.VirtualTopic.>", false)]
    [InlineData("Consumer.>", false)]
    [InlineData(">", false)]
    public void CanNameBy_PatternOfAConsumer_OnlyWhenItSaysWhoConsumes(string pattern, bool expected) =>
        Assert.Equal(expected, new VirtualTopicNames(new()).CanNameBy(pattern));
}
