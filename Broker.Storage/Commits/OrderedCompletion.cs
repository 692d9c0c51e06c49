using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace Broker.Storage.Commits;

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

    public short Version { get; private set; }

    /// <summary>Continuations go to the thread pool, because what follows takes long; their order does not matter.</summary>
    public bool ContinuesElsewhere { get; set; }

    public void Reset()
    {
        Version++;
        _continuation = null;
        _state = null;
        _error = null;
        ContinuesElsewhere = false;
    }

    /// <remarks>
    /// It shows as completed only when this has no more to do with it: whoever looks may take the result at once, and then it is
    /// already somebody else's.
    /// </remarks>
    public void Complete(Exception? error)
    {
        if (error is not null) _error = ExceptionDispatchInfo.Capture(error);
        if (Interlocked.CompareExchange(ref _continuation, _completedMark, null) is not { } waiting) return;
        var state = _state;
        var elsewhere = ContinuesElsewhere;
        Volatile.Write(ref _continuation, _completedMark);
        Continue(waiting, state, elsewhere);
    }

    public readonly ValueTaskSourceStatus GetStatus(short token)
    {
        Check(token);
        if (!IsCompleted) return ValueTaskSourceStatus.Pending;
        return _error is null ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Faulted;
    }

    public readonly void GetResult(short token)
    {
        Check(token);
        if (!IsCompleted) throw new InvalidOperationException("The operation is not completed yet.");
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
        if (Interlocked.CompareExchange(ref _continuation, continuation, null) is not null) Continue(continuation, state, ContinuesElsewhere);
    }

    private static Action<object?> Posted(SynchronizationContext context, Action<object?> continuation) =>
        state => context.Post(new SendOrPostCallback(continuation), state);

    private readonly bool IsCompleted => ReferenceEquals(Volatile.Read(in _continuation), _completedMark);

    private static void Continue(Action<object?> continuation, object? state, bool elsewhere)
    {
        if (elsewhere) ThreadPool.UnsafeQueueUserWorkItem(continuation, state, preferLocal: true);
        else continuation(state);
    }

    private readonly void Check(short token)
    {
        if (token != Version) throw new InvalidOperationException("A value task is awaited once only.");
    }
}
