namespace Broker.Core.Protocols.OpenWire;

/// <content>What opens, steers and closes connections, sessions and transactions.</content>
internal static partial class OpenWireFields<TWire>
{
    // The one command without the common prefix that is met on every connection.
    private static WireFormatInfo Fields(ref TWire wire, WireFormatInfo x)
    {
        wire.Magic();
        x.Version = wire.Int(x.Version);
        var properties = wire.Bytes(x.MarshalledProperties);
        if (!TWire.Reads) return x;
        x.MarshalledProperties = properties;
        x.CheckProperties();
        return x;
    }

    private static ConnectionInfo Fields(ref TWire wire, ConnectionInfo x)
    {
        Prefix(ref wire, x);
        x.ConnectionId = Required(wire.CachedName(x.ConnectionId, CommandType.ConnectionId));
        x.ClientId = wire.String(x.ClientId);
        x.Password = wire.String(x.Password);
        x.UserName = wire.String(x.UserName);
        x.BrokerPath = BrokerIds(ref wire, x.BrokerPath);
        x.BrokerMasterConnector = wire.Bool(x.BrokerMasterConnector);
        x.Manageable = wire.Bool(x.Manageable);
        if (wire.Version >= 2) x.ClientMaster = wire.Bool(x.ClientMaster);
        if (wire.Version >= 6)
        {
            x.FaultTolerant = wire.Bool(x.FaultTolerant);
            x.FailoverReconnect = wire.Bool(x.FailoverReconnect);
        }

        if (wire.Version >= 8) x.ClientIp = wire.String(x.ClientIp);
        return x;
    }

    private static SessionInfo Fields(ref TWire wire, SessionInfo x)
    {
        Prefix(ref wire, x);
        x.SessionId = Required(wire.Cached(x.SessionId));
        return x;
    }

    private static TransactionInfo Fields(ref TWire wire, TransactionInfo x)
    {
        Prefix(ref wire, x);
        x.ConnectionId = Required(wire.CachedName(x.ConnectionId, CommandType.ConnectionId));
        x.TransactionId = wire.Cached(x.TransactionId);
        x.Action = (TransactionAction)wire.Byte((byte)x.Action);
        return x;
    }

    private static RemoveInfo Fields(ref TWire wire, RemoveInfo x)
    {
        Prefix(ref wire, x);
        x.ObjectId = wire.Cached(x.ObjectId);
        if (wire.Version >= 5) x.LastDeliveredSequenceId = wire.Long(x.LastDeliveredSequenceId);
        return x;
    }

    private static ControlCommand Fields(ref TWire wire, ControlCommand x)
    {
        Prefix(ref wire, x);
        x.Text = wire.String(x.Text);
        return x;
    }

    private static ConnectionError Fields(ref TWire wire, ConnectionError x)
    {
        Prefix(ref wire, x);
        x.Exception = Throwable(ref wire, x.Exception);
        x.ConnectionId = wire.Open(x.ConnectionId is not null, CommandType.ConnectionId) ? wire.Name(x.ConnectionId) : null;
        return x;
    }

    private static ConnectionControl Fields(ref TWire wire, ConnectionControl x)
    {
        Prefix(ref wire, x);
        x.Close = wire.Bool(x.Close);
        x.Exit = wire.Bool(x.Exit);
        x.FaultTolerant = wire.Bool(x.FaultTolerant);
        x.Resume = wire.Bool(x.Resume);
        x.Suspend = wire.Bool(x.Suspend);
        if (wire.Version >= 6)
        {
            x.ConnectedBrokers = wire.String(x.ConnectedBrokers);
            x.ReconnectTo = wire.String(x.ReconnectTo);
            x.RebalanceConnection = wire.Bool(x.RebalanceConnection);
        }

        if (wire.Version >= 8) x.Token = wire.Bytes(x.Token);
        return x;
    }

    private static PartialCommand Fields(ref TWire wire, PartialCommand x)
    {
        x.CommandId = wire.Int(x.CommandId);
        x.Data = wire.Bytes(x.Data);
        return x;
    }

    private static LastPartialCommand Fields(ref TWire wire, LastPartialCommand x)
    {
        x.CommandId = wire.Int(x.CommandId);
        x.Data = wire.Bytes(x.Data);
        return x;
    }

    private static ReplayCommand Fields(ref TWire wire, ReplayCommand x)
    {
        Prefix(ref wire, x);
        x.FirstNakNumber = wire.Int(x.FirstNakNumber);
        x.LastNakNumber = wire.Int(x.LastNakNumber);
        return x;
    }
}
