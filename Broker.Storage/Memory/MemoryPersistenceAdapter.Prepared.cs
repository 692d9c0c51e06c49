using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Memory;

/// <content>Branches between prepare and commit. They are gone with the process, as the messages are.</content>
public sealed partial class MemoryPersistenceAdapter
{
    private readonly Dictionary<XaTransactionId, PreparedBranch> _prepared = [];

    ValueTask ITransactionStore.PrepareAsync(PreparedBranch branch)
    {
        lock (Gate)
        {
            if (Refusal(SizeOf(branch)) is { } refusal) return ValueTask.FromException(refusal);
            EndPrepared(branch.Id);
            _prepared.Add(branch.Id, Copy(branch));
            Count(SizeOf(branch));
            foreach (var id in branch.PersistentIds) NoteProducer(id);
        }

        return ValueTask.CompletedTask;
    }

    IReadOnlyList<PreparedBranch> ITransactionStore.ReadPrepared()
    {
        lock (Gate)
        {
            return [.. _prepared.Values.OrderBy(branch => branch.PreparedAt).Select(Copy)];
        }
    }

    /// <summary>Bytes held for a branch; 0 when it is unknown. Under the gate.</summary>
    internal long PreparedBytesOf(XaTransactionId branch) => _prepared.TryGetValue(branch, out var known) ? SizeOf(known) : 0;

    /// <summary>Under the gate.</summary>
    internal void EndPrepared(XaTransactionId branch)
    {
        if (_prepared.Remove(branch, out var ended)) Count(-SizeOf(ended));
    }

    private static long SizeOf(PreparedBranch branch) =>
        branch.Sends.Sum(send => (long)send.Message.SizeBytes) + branch.Jobs.Sum(job => (long)job.Message.SizeBytes);

    private static PreparedBranch Copy(PreparedBranch branch) =>
        branch with
        {
            Sends = [.. branch.Sends.Select(send => send with { Message = send.Message.Copy() })],
            Jobs = [.. branch.Jobs.Select(job => job with { Message = job.Message.Copy() })],
        };
}
