using Broker.Core.Messages;

namespace Broker.Storage.Commits;

/// <summary>A prepared branch as it lies in a store.</summary>
/// <param name="Id">Its name.</param>
/// <param name="PreparedAt">When.</param>
/// <param name="Operations">What it will do when it commits, encoded.</param>
internal sealed record KeptBranch(XaTransactionId Id, DateTimeOffset PreparedAt, ReadOnlyMemory<byte> Operations);
