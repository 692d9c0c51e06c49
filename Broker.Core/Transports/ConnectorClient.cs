using Broker.Core.Protocols.OpenWire;
using Microsoft.AspNetCore.Connections;

namespace Broker.Core.Transports;

/// <summary>One client of a connector, from the moment it is accepted: it may still have to say what it speaks.</summary>
internal sealed class ConnectorClient(ConnectionContext transport)
{
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile OpenWireConnection? _connection;

    /// <summary>Its connection; null while it is not let in.</summary>
    public OpenWireConnection? Connection
    {
        get => _connection;
        set => _connection = value;
    }

    /// <summary>Completes when it has ended.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Ends it without another byte.</summary>
    public void Abort(string reason)
    {
        if (_connection is { } connection) connection.Abort(reason);
        else transport.Abort(new ConnectionAbortedException(reason));
    }

    public void SetGone() => _gone.TrySetResult();
}
