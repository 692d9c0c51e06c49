namespace Broker.Core.Protocols.OpenWire;

/// <summary>The request's answer is one value.</summary>
public sealed class DataResponse : Response
{
    public override CommandType Type => CommandType.DataResponse;

    /// <summary>Null, a command, or an id as in <see cref="RemoveInfo.ObjectId"/>.</summary>
    public object? Data { get; set; }
}
