using System.Buffers;
using Broker.Core.Messages;
using Broker.Core.Protocols.OpenWire;

namespace Broker.Tests.Codec;

/// <summary>What the route of a message costs in garbage.</summary>
public sealed class OpenWireAllocationTests
{
    private const int Rounds = 1000;

    // Tight without cache: each id is made before it is found to be known.
    public static TheoryData<bool, bool> ModesWithoutMadeIds => new() { { false, false }, { false, true }, { true, true } };

    public static TheoryData<bool, bool> Modes => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    [Theory]
    [MemberData(nameof(ModesWithoutMadeIds))]
    public void TryRead_Message_AllocatesTheMessageAndItsBytesAlone(bool tight, bool cached)
    {
        var codec = WireFrames.Codec(mode: new(tight, cached));
        var message = OpenWireCommandTests.Message();
        message.Content = new byte[200];
        message.Properties = MessageProperties.Write([new("a", 1)]);
        message.Type = "order";
        // Never in the cache, so that tight encoding makes it anew each time.
        if (!tight) message.ReplyTo = Destination.Parse("temp-queue://ID:h-1-2-3:1:1");
        if (cached) codec.Read(codec.Write(new MessageCommand { Message = message }));
        var frame = new ReadOnlySequence<byte>(codec.Write(new MessageCommand { Message = message }));
        var expected = Allocated(() => GC.KeepAlive(new MessageCommand { Message = new Message { Destination = message.Destination } }))
            + Allocated(() => GC.KeepAlive(new byte[200])) + Allocated(() => GC.KeepAlive(new byte[message.Properties!.Length]));

        Assert.InRange(Allocated(Read), 0, expected);

        void Read()
        {
            var reader = new SequenceReader<byte>(frame);
            codec.TryRead(ref reader, out _);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void WriteDispatch_Message_AllocatesNothing(bool tight, bool cached)
    {
        var codec = WireFrames.Codec(mode: new(tight, cached));
        var output = new ArrayBufferWriter<byte>(4096);
        var consumer = new ConsumerId("c", 1, 2);
        var message = OpenWireCommandTests.Message();
        message.Transaction = new LocalTransactionId("c", 3);
        Assert.Equal(0, Allocated(() =>
        {
            output.ResetWrittenCount();
            codec.WriteDispatch(output, consumer, message.Destination, message, 0, 1);
        }));
    }

    [Fact]
    public void WriteResponse_Number_AllocatesNothing()
    {
        var codec = WireFrames.Codec();
        var output = new ArrayBufferWriter<byte>(4096);
        Assert.Equal(0, Allocated(() =>
        {
            output.ResetWrittenCount();
            codec.WriteResponse(output, 1, 0);
        }));
    }

    [Fact]
    public void TryRead_NestedLies_AllocatesLittle()
    {
        // Lists in lists, each of which claims as many elements as there are bytes.
        var fields = string.Concat(Enumerable.Repeat("00000001 00 00000000 01 7000 01 21", 30)) + new string('0', 60_000);
        var frame = new ReadOnlySequence<byte>(WireFrames.Frame(CommandType.DataArrayResponse, fields));
        var codec = WireFrames.Codec();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsAny<global::Broker.Core.Protocols.ProtocolViolationException>(() =>
        {
            var reader = new SequenceReader<byte>(frame);
            codec.TryRead(ref reader, out _);
        });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * frame.Length);
    }

    // Bytes per call, once everything is compiled and every id is known.
    private static long Allocated(Action action)
    {
        for (var i = 0; i < 10; i++) action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++) action();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
    }
}
