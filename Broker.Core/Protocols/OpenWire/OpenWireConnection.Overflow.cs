using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Core.Storage;

namespace Broker.Core.Protocols.OpenWire;

/// <content>
/// A producer that waits must not keep its connection from being read: the acknowledgements behind its messages may be what makes room. What
/// is more than memory should hold waits on disk.
/// </content>
public sealed partial class OpenWireConnection
{
    // In memory for each connection while a producer waits.
    private const long MaxWaitingBytes = 1024 * 1024;

    private readonly Dictionary<ProducerId, SendOverflow> _overflows = [];
    private readonly SpaceSignal _settled = new();
    private volatile int _overflowCount;

    // Asked for each message by the reader, which alone adds.
    private bool MustOverflow(ProducerState producer, Message message) =>
        (_overflowCount > 0 && HasOverflow(producer))
        || (producer.IsBlocked && message.Transaction is null && Volatile.Read(ref _pendingBytes) > MaxWaitingBytes);

    private bool HasOverflow(ProducerState producer)
    {
        lock (_overflows) return _overflows.ContainsKey(producer.Id);
    }

    // Without room on disk the socket waits, as the last resort: nothing is lost.
    private async ValueTask OverflowAsync(MessageCommand command, ProducerState producer)
    {
        while (!_closing.Task.IsCompleted)
        {
            if (TryOverflow(command, producer)) return;
            var settled = _settled.WhenRaisedAsync();
            if (!HasOverflow(producer))
            {
                await HandAsync(command, producer).ConfigureAwait(false);
                return;
            }

            await Task.WhenAny(settled, _closing.Task).ConfigureAwait(false);
        }
    }

    private bool TryOverflow(MessageCommand command, ProducerState producer)
    {
        SendOverflow? overflow;
        lock (_overflows)
        {
            if (_overflows.TryGetValue(producer.Id, out overflow)) return overflow.TryAdd(command);
            overflow = new(producer, _services.Overflow);
            if (!overflow.TryAdd(command)) return false;
            _overflows.Add(producer.Id, overflow);
            _overflowCount = _overflows.Count;
        }

        _ = DrainAsync(overflow);
        return true;
    }

    // One after the other, each when its producer waits no longer.
    private async Task DrainAsync(SendOverflow overflow)
    {
        while (true)
        {
            await Task.WhenAny(overflow.Producer.Gate, _closing.Task).ConfigureAwait(false);
            if (Next(overflow) is not { } command) return;
            await HandAsync(command, overflow.Producer).ConfigureAwait(false);
            _settled.Raise();
        }
    }

    // Null: there is none, and the producer's next send goes the straight way again.
    private MessageCommand? Next(SendOverflow overflow)
    {
        lock (_overflows)
        {
            try
            {
                if (!overflow.IsEmpty && !_closing.Task.IsCompleted) return overflow.Take();
            }
            catch (IOException e)
            {
                // Nobody was answered for what is in it; the client repeats it, or hears that the connection broke.
                Close($"Sends that waited on disk cannot be read: {e.Message}");
            }

            _overflows.Remove(overflow.Producer.Id);
            _overflowCount = _overflows.Count;
            overflow.Dispose();
        }

        _settled.Raise();
        return null;
    }

    // A client that closes its connection in order has sent what it has sent: it is told when that is done. One that loses its patience
    // cuts the connection.
    private async ValueTask WhenSettledAsync()
    {
        await using var gone = _transport.ConnectionClosed.UnsafeRegister(
            static closing => ((TaskCompletionSource)closing!).TrySetResult(), _closing).ConfigureAwait(false);
        while (!_closing.Task.IsCompleted)
        {
            var settled = _settled.WhenRaisedAsync();
            if (_overflowCount == 0 && Volatile.Read(ref _pendingBytes) == 0) return;
            await Task.WhenAny(settled, _closing.Task).ConfigureAwait(false);
        }
    }
}
