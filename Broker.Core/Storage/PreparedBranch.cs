using Broker.Core.Messages;

namespace Broker.Core.Storage;

/// <summary>A branch of a distributed transaction as a store keeps it between prepare and commit: everything that its commit will do.</summary>
/// <param name="Id">Its transaction manager's name for it.</param>
/// <param name="PreparedAt">When, by the clock of the node that prepared it; for people.</param>
/// <param name="Sends">Persistent messages to be appended, in the order in which they were sent.</param>
/// <param name="Removals">Stored messages to be removed; until then they are in their stores like any other.</param>
public sealed record PreparedBranch(
    XaTransactionId Id, DateTimeOffset PreparedAt, IReadOnlyList<PreparedSend> Sends, IReadOnlyList<PreparedRemoval> Removals)
{
    /// <summary>Messages that are to be delivered later: jobs that its commit adds. Their time counts from the prepare.</summary>
    public IReadOnlyList<ScheduledJob> Jobs { get; init; } = [];

    /// <summary>The persistent messages that it brings, to be delivered at once or later: preparing raises what is known of their producers.</summary>
    public IEnumerable<MessageId> PersistentIds =>
        Sends.Select(send => send.Message).Concat(Jobs.Select(job => job.Message)).Where(message => message.Persistent).Select(message => message.Id);
}
