using Broker.Core.Storage;
using Microsoft.AspNetCore.Connections;

namespace Broker.Core.Protocols.OpenWire;

/// <content>What a change of master means for a client: it is held still, sent elsewhere, or cut off.</content>
public sealed partial class OpenWireConnection
{
    // The version that brought the fields which name other brokers.
    private const int RedirectVersion = 6;

    /// <summary>Reads no more commands and delivers no more; the answers of what is under way still go out.</summary>
    /// <remarks>For good: what follows is an end of one kind or another.</remarks>
    public void Freeze()
    {
        _frozen = true;
        _outbox.DropDeliveries();
    }

    /// <summary>Tells the client where the group's nodes are, when it fails over by itself; another one does not hear of it.</summary>
    /// <param name="uris">Separated by ','.</param>
    public void TellConnectedBrokers(string uris)
    {
        if (CanFollow) _outbox.Send(new ConnectionControl { ConnectedBrokers = uris });
    }

    /// <summary>Sends the client to another broker: tells it the addresses when it fails over by itself, and closes the connection.</summary>
    /// <param name="successor">Where it is to go.</param>
    /// <param name="connectedBrokers">Separated by ','. The client forgets all addresses but these.</param>
    /// <remarks>
    /// Not with <see cref="ConnectionControl.ReconnectTo"/>: ActiveMQ's Java client (5.17) then changes its connection without telling its
    /// sessions, and these go on acknowledging what the next broker never gave them; transacted consumers fail for ever. A connection that
    /// ends is noticed as an interruption, and the client, which tries the address that failed last, is with the successor within 10 ms.
    /// </remarks>
    public void Redirect(string successor, string connectedBrokers)
    {
        if (CanFollow) _outbox.Send(new ConnectionControl { ConnectedBrokers = connectedBrokers });
        Close($"The broker has moved to {successor}.");
    }

    /// <summary>Ends the connection without another byte to the client.</summary>
    /// <param name="reason">Logged.</param>
    public void Abort(string reason)
    {
        TryGiveReason(reason);
        _aborted = true;
        _outbox.Close();
        AbortTransport();
        StopReading();
    }

    private bool CanFollow => _faultTolerant && _state is not null && _format.Version >= RedirectVersion;

    private void AbortFenced() => Abort(FencedException.DefaultMessage);

    private void AbortTransport() => _transport.Abort(new ConnectionAbortedException(_closeReason ?? "The connection has ended."));
}
