using Broker.Core.Messages;
using Broker.Core.Protocols.OpenWire;
using Broker.Core.Routing;
using Broker.Tests.Fixtures;
using Broker.Tests.Storage.Journal;

namespace Broker.Tests.Core.Protocols;

/// <summary>Sends that wait on disk: they come back as they were, in their order, and take no more room than they may.</summary>
public sealed class SendOverflowTests : IDisposable
{
    private static readonly ProducerId _id = new("ID:1", 1, 1);

    private readonly TemporaryDirectory _directory = new();

    private string Place => Path.Combine(_directory.Path, "overflow");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Take_AddedInTurns_InOrderAndAsTheyWere()
    {
        var space = new OverflowSpace(Place, limitBytes: 1 << 20);
        using var overflow = new SendOverflow(new(_id, destination: null), space);
        Assert.True(overflow.TryAdd(Send(1)));
        Assert.True(overflow.TryAdd(Send(2)));
        Same(Send(1), overflow.Take());
        Assert.True(overflow.TryAdd(Send(3)));
        Same(Send(2), overflow.Take());
        Same(Send(3), overflow.Take());
        Assert.True(overflow.IsEmpty);
        Assert.Equal(0, space.UsedBytes);
        Assert.True(overflow.TryAdd(Send(4)));
        Same(Send(4), overflow.Take());
    }

    [Fact]
    public void Add_PastTheLimit_RefusedUntilThereIsRoom()
    {
        var space = new OverflowSpace(Place, limitBytes: 4000);
        using var overflow = new SendOverflow(new(_id, destination: null), space);
        var taken = 0;
        while (overflow.TryAdd(Send(taken + 1))) taken++;
        Assert.InRange(space.UsedBytes, 1, 4000);
        Assert.InRange(taken, 2, 50);
        Same(Send(1), overflow.Take());
        Assert.True(overflow.TryAdd(Send(taken + 1)));
    }

    [Fact]
    public void Add_NoLimitGiven_Refused()
    {
        using var overflow = new SendOverflow(new(_id, destination: null), new("", limitBytes: 0));
        Assert.False(overflow.TryAdd(Send(1)));
    }

    [Fact]
    public void Dispose_NotEmpty_GivesEverythingBack()
    {
        var space = new OverflowSpace(Place, limitBytes: 1 << 20);
        var overflow = new SendOverflow(new(_id, destination: null), space);
        overflow.TryAdd(Send(1));
        overflow.Dispose();
        Assert.Equal(0, space.UsedBytes);
        Assert.Empty(Directory.GetFiles(Place));
    }

    [Fact]
    public void Open_LeftByAnEarlierProcess_Goes()
    {
        Directory.CreateDirectory(Place);
        File.WriteAllText(Path.Combine(Place, "left.sends"), "x");
        _ = new OverflowSpace(Place, limitBytes: 1 << 20);
        Assert.False(Directory.Exists(Place));
    }

    private static MessageCommand Send(int number)
    {
        var send = OpenWireClient.Text(_id, number, Destination.Queue("Q"), new string('x', 1000));
        send.CommandId = number;
        send.ResponseRequired = number % 2 == 0;
        return send;
    }

    private static void Same(MessageCommand expected, MessageCommand actual)
    {
        Assert.Equal((expected.CommandId, expected.ResponseRequired), (actual.CommandId, actual.ResponseRequired));
        Assert.Equal(expected.Message.Id, actual.Message.Id);
        Assert.Equal(expected.Message.Destination, actual.Message.Destination);
        Assert.Equal(expected.Message.Persistent, actual.Message.Persistent);
        Assert.Equal(expected.Message.Content, actual.Message.Content);
    }
}
