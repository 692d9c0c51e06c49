namespace Broker.Storage.Journal;

/// <summary>For how long a holder has shown no sign of life, by the clock of the one who watches.</summary>
/// <remarks>
/// It counts from after the look that saw the present state first to before the last look that saw it: a watcher that is itself stopped
/// between two looks, or between a look and its verdict, never counts time in which it did not see.
/// </remarks>
internal sealed class LockSilence(TimeProvider time)
{
    private long _epoch = -1;
    private LockHolder? _holder;
    private long _since;

    /// <summary>What the last look has shown.</summary>
    public TimeSpan Length { get; private set; }

    public TimeSpan Observe(LockOutlook outlook)
    {
        if (outlook.Epoch == _epoch && outlook.Holder == _holder) return Length = time.GetElapsedTime(_since, outlook.LookedAt);
        (_epoch, _holder) = (outlook.Epoch, outlook.Holder);
        _since = time.GetTimestamp();
        return Length = TimeSpan.Zero;
    }
}
