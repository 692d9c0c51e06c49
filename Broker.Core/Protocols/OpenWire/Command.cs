namespace Broker.Core.Protocols.OpenWire;

/// <summary>What an OpenWire frame can hold. Names and fields are OpenWire's; null stands for its null.</summary>
/// <remarks>
/// Fields a negotiated version lacks keep their default when read and are left out when written.
/// A field declared without '?' is never null after reading; whoever makes a command to send sets it.
/// Source: openwire.md sections 4 and 5.
/// </remarks>
public abstract class Command
{
    /// <summary>The sender's number for it, named by the response; 0 when nothing refers to it.</summary>
    public int CommandId { get; set; }

    /// <summary>The sender waits for a <see cref="Response"/> with this command's number.</summary>
    public bool ResponseRequired { get; set; }

    public abstract CommandType Type { get; }
}
