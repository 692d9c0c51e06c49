using Broker.Core.Management;
using Broker.Web.Live;

namespace Broker.Tests.Web.Live;

public sealed class QueueListStateTests
{
    [Fact]
    public void ToAddress_Everything_ReadBackTheSame()
    {
        var state = new QueueListState("a&b +ü", QueueSort.SizeBytes, true, 3);

        Assert.Equal("/queues?filter=a%26b%20%2B%C3%BC&sort=SizeBytes&order=desc&page=3", state.ToAddress());
        Assert.Equal(state, QueueListState.From("a&b +ü", "SizeBytes", "desc", 3));
    }

    [Fact]
    public void ToAddress_Defaults_Bare() => Assert.Equal("/queues", QueueListState.From(null, null, null, null).ToAddress());

    [Theory]
    [InlineData("nonsense")]
    [InlineData("99")]
    public void From_UnknownSort_ByName(string sort) => Assert.Equal(QueueSort.Name, QueueListState.From(null, sort, null, -4).Sort);

    [Fact]
    public void SortedBy_NumberTwice_LargestFirstThenTurnedRound()
    {
        var once = QueueListState.From(null, null, null, 5).SortedBy(QueueSort.Messages);

        Assert.True(once.Descending);
        Assert.Equal(1, once.Page);
        Assert.False(once.SortedBy(QueueSort.Messages).Descending);
    }
}
