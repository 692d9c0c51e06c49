namespace Broker.Core.Storage;

/// <summary>This tenure of mastership is over: the store takes nothing from it any more. What became of the operation is for the next master to say.</summary>
/// <remarks>Never an answer to a client: whoever waits for one finds its connection closed and asks the next master.</remarks>
public sealed class FencedException : StoreException
{
    /// <summary>Why a client's connection is closed then.</summary>
    public const string DefaultMessage = "Another node has taken over the store.";

    public FencedException()
        : this(DefaultMessage)
    {
    }

    public FencedException(string message)
        : base(message)
    {
    }

    public FencedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
