namespace Broker.Core.Protocols.OpenWire;

/// <summary>The request with the same number is done.</summary>
public class Response : Command
{
    public override CommandType Type => CommandType.Response;

    /// <summary>The request's <see cref="Command.CommandId"/>.</summary>
    public int CorrelationId { get; set; }
}
