using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <content>What the broker tells a consumer's client, and the client the broker, beside messages.</content>
public sealed partial class OpenWireConnection
{
    /// <inheritdoc/>
    public void SetPrefetch(ConsumerId consumer, int prefetch) =>
        _outbox.Send(new ConsumerControl { ConsumerId = consumer, Prefetch = prefetch });

    /// <inheritdoc/>
    public void CloseConsumer(ConsumerId consumer) => _outbox.Send(new ConsumerControl { ConsumerId = consumer, Close = true });

    // Of what a client says with it only the prefetch counts, as in ActiveMQ.
    private void Steer(ConsumerControl control)
    {
        var state = State;
        try
        {
            if (control.ConsumerId is { } consumer) Router.SetPrefetch(state, consumer, control.Prefetch);
            Respond(control);
        }
        catch (ArgumentOutOfRangeException e)
        {
            Fail(control, e);
        }
    }
}
