namespace Broker.Core.Storage;

/// <summary>Makes several operations durable all together or not at all.</summary>
public interface ITransactionStore
{
    /// <summary>An empty transaction. It holds nothing in the store until it is committed.</summary>
    IStoreTransaction Begin();
}
