using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace Broker.Storage.Journal;

/// <summary>The state behind one awaited operation, used again and again; whoever awaits it late continues at once.</summary>
/// <remarks>
/// The framework's ManualResetValueTaskSourceCore sends a continuation that comes after the completion to the thread pool. There
/// the next operation's would overtake it, and two messages of one producer would change places. Here it runs where it is
/// registered, before that caller goes on to anything else.
/// </remarks>
internal struct OrderedCompletion
{
    private static readonly Action<object?> _completedMark = static _ => { };

    private Action<object?>? _continuation;
    private object? _state;
    private ExceptionDispatchInfo? _error;
    private volatile bool _completed;

    public short Version { get; private set; }

    /// <summary>Continuations go to the thread pool, because what follows takes long; their order does not matter.</summary>
    public bool ContinuesElsewhere { get; set; }

    public void Reset()
    {
        Version++;
        _continuation = null;
        _state = null;
        _error = null;
        _completed = false;
        ContinuesElsewhere = false;
    }

    public void Complete(Exception? error)
    {
        if (error is not null) _error = ExceptionDispatchInfo.Capture(error);
        _completed = true;
        if (Interlocked.CompareExchange(ref _continuation, _completedMark, null) is { } waiting) Continue(waiting, _state);
    }

    public readonly ValueTaskSourceStatus GetStatus(short token)
    {
        Check(token);
        if (!_completed) return ValueTaskSourceStatus.Pending;
        return _error is null ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Faulted;
    }

    public readonly void GetResult(short token)
    {
        Check(token);
        if (!_completed) throw new InvalidOperationException("The operation is not completed yet.");
        _error?.Throw();
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Check(token);
        if (flags.HasFlag(ValueTaskSourceOnCompletedFlags.UseSchedulingContext) && SynchronizationContext.Current is { } context)
        {
            continuation = Posted(context, continuation);
        }

        _state = state;
        if (Interlocked.CompareExchange(ref _continuation, continuation, null) is not null) Continue(continuation, state);
    }

    private static Action<object?> Posted(SynchronizationContext context, Action<object?> continuation) =>
        state => context.Post(new SendOrPostCallback(continuation), state);

    private readonly void Continue(Action<object?> continuation, object? state)
    {
        if (ContinuesElsewhere) ThreadPool.UnsafeQueueUserWorkItem(continuation, state, preferLocal: true);
        else continuation(state);
    }

    private readonly void Check(short token)
    {
        if (token != Version) throw new InvalidOperationException("A value task is awaited once only.");
    }
}
