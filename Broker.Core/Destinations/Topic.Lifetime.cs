namespace Broker.Core.Destinations;

/// <content>Its end, when it is deleted or nobody has used it for long.</content>
public sealed partial class Topic
{
    private volatile bool _closed;

    internal Inactivity Inactivity { get; } = new();

    /// <summary>This topic, or the one of its name that took its place when it was deleted. For those who have held it for long.</summary>
    /// <remarks>A temporary topic has no successor: what reaches it as it goes is gone with it.</remarks>
    internal Topic Current => _closed && !Destination.IsTemporary ? _successor(Destination) : this;

    /// <summary>Nobody has used it for so long, and nothing would be lost with it. Asked by one thread, again and again.</summary>
    /// <remarks>Advisory topics are made again by the next advisory, so consumers of patterns do not keep them.</remarks>
    internal bool IsUnused(TimeSpan timeout) => Inactivity.HasLasted(!IsInUse(), Statistics, _context.Time, timeout);

    /// <summary>Closes it unless it has come into use; the directory's lock is held, so that nobody attaches meanwhile.</summary>
    internal bool TryClose()
    {
        lock (_lock)
        {
            if (IsInUse()) return false;
            Close();
            return true;
        }
    }

    /// <summary>It gets nothing more, and keeps nothing.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _recovery?.Close();
        }
    }

    private bool IsInUse()
    {
        if (_durables.Length > 0 || Statistics.Producers > 0) return true;
        var isAdvisory = DestinationDirectory.IsAdvisory(Destination);
        foreach (var subscription in _subscriptions)
        {
            if (!isAdvisory || subscription.Options.Destination.Members().Contains(Destination)) return true;
        }

        if (_recovery is null) return false;
        lock (_lock) return !_recovery.IsEmpty;
    }
}
