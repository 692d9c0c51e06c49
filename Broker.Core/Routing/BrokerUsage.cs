namespace Broker.Core.Routing;

/// <summary>How much of one of the broker's limits is used.</summary>
/// <param name="UsedBytes">Now.</param>
/// <param name="LimitBytes">0 means none.</param>
public readonly record struct BrokerUsage(long UsedBytes, long LimitBytes)
{
    /// <summary>0 without a limit.</summary>
    public int Percent => LimitBytes <= 0 ? 0 : (int)Math.Min(int.MaxValue, UsedBytes * 100.0 / LimitBytes);
}
