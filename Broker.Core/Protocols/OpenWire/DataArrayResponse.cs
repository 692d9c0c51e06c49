namespace Broker.Core.Protocols.OpenWire;

/// <summary>The request's answer is several values, e.g. the prepared transactions.</summary>
public sealed class DataArrayResponse : Response
{
    public override CommandType Type => CommandType.DataArrayResponse;

    /// <summary>Each as in <see cref="DataResponse.Data"/>.</summary>
    public IReadOnlyList<object>? Data { get; set; }
}
