namespace Broker.Core.Routing;

/// <summary>There is no space for a message, and its producer is not to wait (any longer). Protocols map it to javax.jms.ResourceAllocationException.</summary>
public sealed class NoSpaceException : Exception
{
    public NoSpaceException()
    {
    }

    public NoSpaceException(string message)
        : base(message)
    {
    }

    public NoSpaceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public NoSpaceException(BlockReason reason, string message)
        : base(message) => Reason = reason;

    public BlockReason Reason { get; }
}
