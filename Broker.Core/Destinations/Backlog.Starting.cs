namespace Broker.Core.Destinations;

/// <content>Where the policy says so, the first consumers of an idle queue wait for one another.</content>
internal sealed partial class Backlog
{
    // Null: dispatch starts with the first consumer.
    private readonly DispatchStart? _start;

    private void StartDispatch(DispatchStart.Wait wait)
    {
        lock (_lock)
        {
            if (_start!.End(wait)) Dispatch();
        }

        BuryExpired();
    }
}
