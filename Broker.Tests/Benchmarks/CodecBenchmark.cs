using System.Buffers;
using BenchmarkDotNet.Attributes;
using Broker.Core.Messages;
using Broker.Core.Protocols.OpenWire;

namespace Broker.Benchmarks;

/// <summary>Frames in and out, without socket or pipe.</summary>
[MemoryDiagnoser]
public class CodecBenchmark
{
    private readonly OpenWireCodec _codec = GoldenMessages.CreateCodec();
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly ReadOnlySequence<byte> _message = new(GoldenMessages.TextFrame);
    private readonly ReadOnlySequence<byte> _ack = new(GoldenMessages.AckFrame);
    private readonly Message _text = GoldenMessages.Text();
    private readonly ConsumerId _consumer = new("ID:host-54321-1700000000000-1:1", 1, 1);

    [Benchmark]
    public Command? ReadMessage() => Read(_message);

    [Benchmark]
    public Command? ReadAck() => Read(_ack);

    [Benchmark]
    public int WriteDispatch()
    {
        _output.ResetWrittenCount();
        _codec.WriteDispatch(_output, _consumer, _text.Destination, _text, redeliveryCounter: 0, commandId: 0);
        return _output.WrittenCount;
    }

    [Benchmark]
    public int WriteResponse()
    {
        _output.ResetWrittenCount();
        _codec.WriteResponse(_output, correlationId: 7, commandId: 0);
        return _output.WrittenCount;
    }

    private Command? Read(ReadOnlySequence<byte> frame)
    {
        var reader = new SequenceReader<byte>(frame);
        _codec.TryRead(ref reader, out var command);
        return command;
    }
}
