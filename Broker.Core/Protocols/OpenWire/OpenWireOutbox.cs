using System.IO.Pipelines;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>What waits to be written to one client, and the loop that writes it: everything that has gathered, then one flush.</summary>
/// <remarks>
/// Any thread may add; one work item at a time writes. Its lock is the last of all locks.
/// It asks the tenure right before each flush: in doubt it waits, and when the tenure is over it drops everything. What is encoded by
/// then stays in the pipe, and goes with the transport, which is aborted.
/// </remarks>
internal sealed class OpenWireOutbox(
    PipeWriter output, OpenWireCodec codec, MasterTenure tenure, Func<Message, Message> translate, ILogger logger)
    : IThreadPoolWorkItem
{
    // Deliveries beyond this wait in their subscriptions; answers and control commands are always taken.
    private const long LimitBytes = 4 * 1024 * 1024;
    private const long FlushBytes = 64 * 1024;

    // Far more than a client has open that reads its answers.
    private const int CrowdedItems = 10_000;

    private static readonly TimeSpan _lastWords = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private TaskCompletionSource? _idle;
    private TaskCompletionSource? _room;
    private List<Item> _gathering = [];
    private List<Item> _writing = [];
    private long _gatheredBytes;
    private long _written;
    private bool _scheduled;
    private bool _refused;
    private bool _closed;

    /// <summary>Called without a lock when there is room again after a refusal.</summary>
    public Action? Drained { get; set; }

    /// <summary>Called without a lock when the tenure is over, from whatever thread found it so.</summary>
    public Action? Fenced { get; set; }

    /// <summary>Counts the writes; a keep-alive is needed when it stands still.</summary>
    public long Writes => Volatile.Read(ref _written);

    /// <summary>See <see cref="Clients.IDeliverySink.TryDeliver"/>.</summary>
    public bool TryDeliver(ConsumerId consumer, Message? message, int redeliveryCounter)
    {
        lock (_lock)
        {
            if (_gatheredBytes > LimitBytes && message is not null)
            {
                _refused = true;
                return false;
            }

            _gatheredBytes += message?.SizeBytes ?? 0;
            Add(new(consumer, message, redeliveryCounter, null));
            return true;
        }
    }

    public void Send(Command command)
    {
        lock (_lock) Add(new(null, null, 0, command));
    }

    /// <summary>Answers a request that has no result.</summary>
    public void Respond(int correlationId)
    {
        lock (_lock) Add(new(null, null, correlationId, null));
    }

    /// <summary>Completes when no more waits to be written than should.</summary>
    public Task WhenRoomAsync()
    {
        lock (_lock)
        {
            if (_closed || _gathering.Count < CrowdedItems) return Task.CompletedTask;
            _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Gives what waits a moment to be written, then writes nothing more.</summary>
    public async ValueTask CompleteAsync(TimeProvider time)
    {
        var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_scheduled && !_closed) _idle = idle;
            else idle.SetResult();
        }

        await Task.WhenAny(idle.Task, Task.Delay(_lastWords, time)).ConfigureAwait(false);
        Close();
    }

    /// <summary>Forgets the deliveries that are not written yet; answers stay.</summary>
    public void DropDeliveries()
    {
        lock (_lock)
        {
            _gathering.RemoveAll(static item => item.Consumer is not null);
            _gatheredBytes = 0;
        }
    }

    /// <summary>Writes nothing more; what waits is dropped. What is encoded and not flushed goes with the transport, which is to be aborted.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _gathering.Clear();
            _idle?.TrySetResult();
            MakeRoom();
        }
    }

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    // The lock is held.
    private void MakeRoom()
    {
        _room?.SetResult();
        _room = null;
    }

    private void Add(in Item item)
    {
        if (_closed) return;
        _gathering.Add(item);
        if (_scheduled) return;
        _scheduled = true;
        if (!WorkBatch.TryDefer(this)) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    private async Task DrainAsync()
    {
        try
        {
            while (TryTake(out var notify))
            {
                if (notify) Drained?.Invoke();
                foreach (var item in _writing)
                {
                    Write(item);
                    if (output.UnflushedBytes >= FlushBytes && !await FlushAsync().ConfigureAwait(false)) return;
                }

                _writing.Clear();
                Volatile.Write(ref _written, _written + 1);
                if (!await FlushAsync().ConfigureAwait(false)) return;
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The transport is gone; the reader notices and ends the connection.
            Close();
        }
    }

    // Asked after encoding: the process may have been stopped meanwhile. Once for a flush, since reading the clock costs something.
    private async ValueTask<bool> FlushAsync()
    {
        if (!await MayWriteAsync().ConfigureAwait(false)) return false;
        var flushed = await output.FlushAsync().ConfigureAwait(false);
        if (!flushed.IsCompleted) return true;
        Close();
        return false;
    }

    private ValueTask<bool> MayWriteAsync() => tenure.MayAnswer ? new(!Volatile.Read(ref _closed)) : WaitUntilSureAsync();

    private async ValueTask<bool> WaitUntilSureAsync()
    {
        if (await tenure.WhenSureAsync().ConfigureAwait(false)) return !Volatile.Read(ref _closed);
        Close();
        Fenced?.Invoke();
        return false;
    }

    private bool TryTake(out bool notify)
    {
        lock (_lock)
        {
            notify = _refused;
            _refused = false;
            if (_gathering.Count == 0)
            {
                _scheduled = false;
                _idle?.TrySetResult();
                return false;
            }

            (_gathering, _writing) = (_writing, _gathering);
            _gatheredBytes = 0;
            MakeRoom();
            return true;
        }
    }

    private void Write(in Item item)
    {
        try
        {
            if (item.Command is not null) codec.Write(output, item.Command);
            else if (item.Consumer is null) codec.WriteResponse(output, item.Number, commandId: 0);
            else WriteDispatch(item);
        }
        catch (ArgumentException e)
        {
            ProtocolsLog.Unwritable(logger, null, e.Message);
        }
    }

    private void WriteDispatch(in Item item)
    {
        var message = item.Message;
        if (message?.DataStructure is not null) message = translate(message);
        codec.WriteDispatch(output, item.Consumer!, message?.Destination, message, item.Number, commandId: 0);
    }

    /// <param name="Consumer">Set for a delivery.</param>
    /// <param name="Message">Null for a delivery that says there is no more.</param>
    /// <param name="Number">A delivery's redelivery counter, or the request that is answered.</param>
    /// <param name="Command">Set for any other command.</param>
    private readonly record struct Item(ConsumerId? Consumer, Message? Message, int Number, Command? Command);
}
