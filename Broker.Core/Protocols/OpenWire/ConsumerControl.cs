using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>A broker steers a client's consumer; a client corrects its prefetch.</summary>
public sealed class ConsumerControl : Command
{
    public override CommandType Type => CommandType.ConsumerControl;

    /// <summary>Version 6 and later.</summary>
    public Destination? Destination { get; set; }

    /// <summary>The client is to close the consumer.</summary>
    public bool Close { get; set; }

    public ConsumerId? ConsumerId { get; set; }

    /// <summary>The prefetch that holds from now on.</summary>
    public int Prefetch { get; set; }

    /// <summary>Version 2 and later, as the next two.</summary>
    public bool Flush { get; set; }

    public bool Start { get; set; }

    public bool Stop { get; set; }
}
