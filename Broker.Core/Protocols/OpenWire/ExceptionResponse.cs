namespace Broker.Core.Protocols.OpenWire;

/// <summary>The request failed.</summary>
public sealed class ExceptionResponse : Response
{
    public override CommandType Type => CommandType.ExceptionResponse;

    public RemoteError? Exception { get; set; }
}
