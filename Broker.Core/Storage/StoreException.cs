namespace Broker.Core.Storage;

/// <summary>The store could not do what was asked; the message says what, where, and what helps.</summary>
public class StoreException : IOException
{
    public StoreException()
    {
    }

    public StoreException(string message)
        : base(message)
    {
    }

    public StoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
