using Broker.Core.Destinations;
using Broker.Core.Messages;

namespace Broker.Core.Transactions;

/// <summary>A queue whose producers have to wait, and one of those who do.</summary>
/// <param name="Queue">It holds as many bytes as its policy allows.</param>
/// <param name="Producer">Whose message is for it.</param>
public readonly record struct FullQueue(Queue Queue, ProducerId Producer);
