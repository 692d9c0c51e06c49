namespace Broker.Core.Protocols.OpenWire;

/// <content>Answers to requests.</content>
internal static partial class OpenWireFields<TWire>
{
    private static Response ResponsePrefix(ref TWire wire, Response x)
    {
        Prefix(ref wire, x);
        x.CorrelationId = wire.Int(x.CorrelationId);
        return x;
    }

    private static ExceptionResponse Fields(ref TWire wire, ExceptionResponse x)
    {
        ResponsePrefix(ref wire, x);
        x.Exception = Throwable(ref wire, x.Exception);
        return x;
    }

    private static DataResponse Fields(ref TWire wire, DataResponse x)
    {
        ResponsePrefix(ref wire, x);
        x.Data = wire.Nested(x.Data);
        return x;
    }

    private static DataArrayResponse Fields(ref TWire wire, DataArrayResponse x)
    {
        ResponsePrefix(ref wire, x);
        x.Data = Array(ref wire, x.Data);
        return x;
    }

    private static IntegerResponse Fields(ref TWire wire, IntegerResponse x)
    {
        ResponsePrefix(ref wire, x);
        x.Result = wire.Int(x.Result);
        return x;
    }
}
