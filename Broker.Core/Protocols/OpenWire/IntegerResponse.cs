namespace Broker.Core.Protocols.OpenWire;

/// <summary>The request's answer is a number, e.g. of a prepare: 0 ready, 3 nothing to commit.</summary>
public sealed class IntegerResponse : Response
{
    public override CommandType Type => CommandType.IntegerResponse;

    public int Result { get; set; }
}
