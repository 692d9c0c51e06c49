namespace Broker.Core.Protocols.OpenWire;

/// <summary>A journal entry of old ActiveMQ stores: a remark.</summary>
public sealed class JournalTrace : Command
{
    public override CommandType Type => CommandType.JournalTrace;

    public string? Message { get; set; }
}
