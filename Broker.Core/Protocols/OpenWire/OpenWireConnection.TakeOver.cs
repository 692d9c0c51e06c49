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

    /// <summary>Sends the client to another broker; one that does not fail over by itself is closed.</summary>
    /// <param name="reconnectTo">Where to.</param>
    /// <param name="connectedBrokers">Separated by ','. The client forgets all addresses but these.</param>
    public void Redirect(string reconnectTo, string connectedBrokers)
    {
        if (CanFollow) _outbox.Send(new ConnectionControl { ReconnectTo = reconnectTo, ConnectedBrokers = connectedBrokers });
        else Close($"The broker has moved to {reconnectTo}.");
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
