using System.Buffers;
using BenchmarkDotNet.Attributes;
using Broker.Core.Messages;
using Broker.Core.Protocols.OpenWire;
using Broker.Tests.Codec;

namespace Broker.Benchmarks;

/// <summary>Frames in and out, without socket or pipe.</summary>
[MemoryDiagnoser]
public class CodecBenchmark
{
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly Message _text = GoldenMessages.Text();
    private readonly ConsumerId _consumer = new("ID:host-54321-1700000000000-1:1", 1, 1);

    private OpenWireCodec _codec = null!;
    private ReadOnlySequence<byte> _message;
    private ReadOnlySequence<byte> _ack;

    /// <summary>Tight encoding, else loose.</summary>
    [Params(false, true)]
    public bool Tight { get; set; }

    /// <summary>With object cache.</summary>
    [Params(false, true)]
    public bool Cached { get; set; }

    /// <summary>With the cache the frames are those of a connection that has been busy: they name what was sent before.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var mode = new WireMode(Tight, Cached);
        var recorded = GoldenMessages.CreateCodec();
        var writer = GoldenMessages.CreateCodec(mode);
        _codec = GoldenMessages.CreateCodec(mode);
        _message = Encode(GoldenMessages.TextFrame);
        _ack = Encode(GoldenMessages.AckFrame);

        ReadOnlySequence<byte> Encode(byte[] frame)
        {
            var command = Read(recorded, new(frame))!;
            for (var i = 0; i < 2; i++)
            {
                _output.ResetWrittenCount();
                writer.Write(_output, command);
                Read(_codec, new(_output.WrittenMemory));
            }

            return new(_output.WrittenSpan.ToArray());
        }
    }

    [Benchmark]
    public Command? ReadMessage() => Read(_codec, _message);

    [Benchmark]
    public Command? ReadAck() => Read(_codec, _ack);

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

    private static Command? Read(OpenWireCodec codec, ReadOnlySequence<byte> frame)
    {
        var reader = new SequenceReader<byte>(frame);
        codec.TryRead(ref reader, out var command);
        return command;
    }
}
