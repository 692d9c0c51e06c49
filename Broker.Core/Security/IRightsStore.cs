namespace Broker.Core.Security;

/// <summary>Keeps the rights that people edit. Calls come one at a time.</summary>
public interface IRightsStore
{
    /// <summary>What was written last; null when nothing ever was.</summary>
    /// <exception cref="Configuration.StartupException">It cannot be read; the message says what to do.</exception>
    StoredRights? Read();

    /// <summary>Keeps them; durable when it returns.</summary>
    /// <exception cref="IOException">They could not be kept, and the old ones still hold.</exception>
    void Write(StoredRights rights);
}
