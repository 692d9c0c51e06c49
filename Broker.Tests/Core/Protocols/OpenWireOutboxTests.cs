using System.IO.Pipelines;
using Broker.Core.Protocols.OpenWire;
using Broker.Core.Storage;
using Broker.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broker.Tests.Core.Protocols;

/// <summary>What leaves while the tenure is sure, in doubt, or over.</summary>
public sealed class OpenWireOutboxTests
{
    private readonly ManualTime _time = new();
    private readonly MasterTenure _tenure;
    private readonly Pipe _pipe = new();
    private readonly OpenWireOutbox _outbox;
    private readonly TaskCompletionSource _fenced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OpenWireOutboxTests()
    {
        _tenure = new(new(1), _time, _time.GetTimestamp() + TimeSpan.FromSeconds(10).Ticks);
        _outbox = new(_pipe.Writer, new(new() { MaxFrameSize = 0 }), _tenure, static message => message, NullLogger.Instance)
        {
            Fenced = () => _fenced.TrySetResult(),
        };
    }

    [Fact]
    public async Task Send_TenureIsSure_Leaves()
    {
        _outbox.Respond(1);
        Assert.False((await _pipe.Reader.ReadAsync()).Buffer.IsEmpty);
    }

    [Fact]
    public async Task Send_TenureInDoubt_LeavesWhenItIsSureAgain()
    {
        _tenure.Doubt();
        _outbox.Respond(1);
        await AssertNothingLeavesAsync();
        _tenure.Prolong(long.MaxValue);
        Assert.False((await _pipe.Reader.ReadAsync()).Buffer.IsEmpty);
    }

    [Fact]
    public async Task Send_LeaseRanOutUnnoticed_NothingLeaves()
    {
        _time.Advance(TimeSpan.FromSeconds(20));
        _outbox.Send(new KeepAliveInfo());
        await AssertNothingLeavesAsync();
    }

    [Fact]
    public async Task Send_TenureEndsInDoubt_IsDroppedAndTheConnectionTold()
    {
        _tenure.Doubt();
        _outbox.Respond(1);
        _tenure.End("lost");
        await Eventually.DoneAsync(_fenced.Task);
        _outbox.Respond(2);
        await AssertNothingLeavesAsync();
    }

    [Fact]
    public async Task Complete_ClosedWhileWriting_DoesNotWait()
    {
        _tenure.Doubt();
        _outbox.Respond(1);
        _outbox.Close();
        await Eventually.DoneAsync(_outbox.CompleteAsync(_time).AsTask());
    }

    // Work items of the pool run in their order, more or less; a hundred turns are enough for one that would write.
    private async Task AssertNothingLeavesAsync()
    {
        for (var turn = 0; turn < 100; turn++) await Task.Yield();
        Assert.False(_pipe.Reader.TryRead(out _));
    }
}
