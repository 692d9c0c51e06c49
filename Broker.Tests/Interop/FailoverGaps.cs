namespace Broker.Tests.Interop;

/// <summary>How long clients were without service.</summary>
/// <param name="Sending">The longest time that any one producer waited for an answer.</param>
/// <param name="Receiving">The longest time in which no consumer got a message.</param>
internal sealed record FailoverGaps(TimeSpan Sending, TimeSpan Receiving)
{
    public TimeSpan Longest => Sending > Receiving ? Sending : Receiving;
}
