using Broker.Core.Configuration;

namespace Broker.Core.Destinations;

/// <summary>Finds out whether one consumer keeps up, by looking at it now and then: no message costs anything for it.</summary>
/// <remarks>Judged by one thread; any may ask. Source: behaviours B15, with the differences told in <see cref="SlowConsumerStrategyOptions"/>.</remarks>
internal sealed class SlowConsumerWatch
{
    private bool _begun;
    private bool _aborted;
    private long _acknowledgements;
    private DateTimeOffset _lastProgress;
    private DateTimeOffset _slowSince;
    private DateTimeOffset _nextCheck;
    private int _slowCount;
    private volatile bool _isSlow;

    /// <summary>It did not keep up when it was last looked at.</summary>
    public bool IsSlow => _isSlow;

    /// <param name="activity">The consumer now.</param>
    /// <param name="strategy">The rules.</param>
    /// <param name="fromNetwork">A bridge made it.</param>
    /// <param name="now">The time.</param>
    public SlowConsumerVerdict Judge(ConsumerActivity activity, SlowConsumerStrategyOptions strategy, bool fromNetwork, DateTimeOffset now)
    {
        if (!_begun)
        {
            _begun = true;
            _acknowledgements = activity.Acknowledgements;
            _lastProgress = now;
            _nextCheck = now + strategy.CheckPeriod;
            return SlowConsumerVerdict.Keep;
        }

        SetSlow(FindSlow(activity, strategy, now), now);
        if (strategy.Kind == SlowConsumerStrategyKind.None || (fromNetwork && strategy.IgnoreNetworkConsumers)) return SlowConsumerVerdict.Keep;
        if (now < _nextCheck) return SlowConsumerVerdict.Keep;
        _nextCheck = now + strategy.CheckPeriod;
        if (_aborted) return SlowConsumerVerdict.Remove;
        _aborted = _isSlow && IsTooSlow(strategy, now);
        return _aborted ? SlowConsumerVerdict.Abort : SlowConsumerVerdict.Keep;
    }

    private bool FindSlow(ConsumerActivity activity, SlowConsumerStrategyOptions strategy, DateTimeOffset now)
    {
        var progressed = activity.Acknowledgements != _acknowledgements;
        _acknowledgements = activity.Acknowledgements;
        if (strategy.Kind != SlowConsumerStrategyKind.AbortSlowAckConsumer) return activity.IsFull && !progressed;
        if (progressed || (strategy.IgnoreIdleConsumers && activity.InFlight == 0)) _lastProgress = now;
        return now - _lastProgress > strategy.MaxTimeSinceLastAck;
    }

    private void SetSlow(bool slow, DateTimeOffset now)
    {
        if (slow && !_isSlow)
        {
            _slowSince = now;
            _slowCount++;
        }

        _isSlow = slow;
    }

    private bool IsTooSlow(SlowConsumerStrategyOptions strategy, DateTimeOffset now) =>
        (strategy.MaxSlowDuration > TimeSpan.Zero && now - _slowSince >= strategy.MaxSlowDuration)
        || (strategy.MaxSlowCount > 0 && _slowCount >= strategy.MaxSlowCount);
}
