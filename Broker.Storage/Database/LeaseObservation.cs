namespace Broker.Storage.Database;

/// <summary>What a waiting node has seen of the holder, measured by its own monotonic clock.</summary>
/// <remarks>
/// The database's clock may jump. A holder that was seen to renew has a whole lease from then on, whatever that clock says; a row
/// that stood still for a whole lease belongs to nobody any more, whatever it says. Only who has just arrived has to believe it.
/// </remarks>
internal sealed class LeaseObservation(TimeSpan lease, TimeProvider time)
{
    private LeaseRow? _last;
    private long _changed;
    private long _looked;
    private bool _isAlive;

    /// <summary>For how long the row that was read last has stood still.</summary>
    public TimeSpan Silence { get; private set; }

    /// <summary>Whether the tenure that was read has run out.</summary>
    /// <param name="row">What was read.</param>
    /// <param name="asked">When the question left.</param>
    /// <param name="answered">When the answer was there.</param>
    public bool HasRunOut(LeaseRow row, long asked, long answered)
    {
        if (_last is null || !row.IsUnchangedSince(_last))
        {
            // A change since a look long ago does not tell when it came about.
            _isAlive = _last is not null && time.GetElapsedTime(_looked, asked) < lease;
            _last = row;
            _changed = answered;
        }

        _looked = answered;
        var still = time.GetElapsedTime(_changed, asked);
        Silence = still > TimeSpan.Zero ? still : TimeSpan.Zero;
        return still >= lease || (row.HasExpired && !_isAlive);
    }
}
