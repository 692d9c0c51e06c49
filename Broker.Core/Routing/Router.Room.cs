using Broker.Core.Transactions;

namespace Broker.Core.Routing;

/// <content>
/// Flow control of what goes to several queues at once. A transaction's messages take no space before it commits, so that is when it waits, and so
/// its answer is late; a composite waits as a whole, since its copies are stored together. ActiveMQ makes each send wait, and so a transaction
/// can stand half sent.
/// </content>
public sealed partial class Router
{
    private async ValueTask CommitWhenRoomAsync(ConnectionState connection, LocalTransaction transaction)
    {
        try
        {
            await WaitForRoomAsync(connection, transaction.FindFull).ConfigureAwait(false);
        }
        catch (NoSpaceException e)
        {
            transaction.Rollback();
            throw new TransactionRolledBackException($"Transaction {transaction.Id} is rolled back: {e.Message}", e);
        }
        catch (OperationCanceledException)
        {
            transaction.Rollback();
            throw;
        }

        await transaction.CommitAsync().ConfigureAwait(false);
    }

    // A branch waits before its vote: once it has promised to commit it does not.
    private async ValueTask WaitForRoomAsync(ConnectionState connection, XaTransaction branch)
    {
        try
        {
            await WaitForRoomAsync(connection, branch.FindFull).ConfigureAwait(false);
        }
        catch (NoSpaceException e)
        {
            await branch.RollbackAsync().ConfigureAwait(false);
            throw new XaException(XaErrorCode.RolledBack, $"{branch.Id} is rolled back: {e.Message}", e);
        }
    }

    private async Task SendTogetherWhenRoomAsync(ConnectionState connection, LocalTransaction together)
    {
        await WaitForRoomAsync(connection, together.FindFull).ConfigureAwait(false);
        await together.CommitAsync().ConfigureAwait(false);
    }

    // One line after the other: who stood in one and waited for another queue would hold up those behind it.
    private async ValueTask WaitForRoomAsync(ConnectionState connection, Func<FullQueue?> findFull)
    {
        for (var full = findFull(); full is { } one; full = findFull())
        {
            await WaitForRoomAsync(connection, one, findFull).ConfigureAwait(false);
            RequireConnected(connection);
        }
    }

    private async Task WaitForRoomAsync(ConnectionState connection, FullQueue full, Func<FullQueue?> findFull)
    {
        var (queue, producer) = full;
        if (FailsAtOnce(queue.Policy)) throw NoRoom();
        var blocked = _blocked.Begin(connection, producer, queue.Destination, BlockReason.QueueFull, queue.Statistics, queue.Policy);
        try
        {
            await _lines.ForQueue(queue.Destination).JoinAsync(connection, HasRoom, TimeoutOf(queue.Policy), NoRoom).ConfigureAwait(false);
        }
        finally
        {
            _blocked.End(blocked);
        }

        bool HasRoom(out Task sent)
        {
            sent = Task.CompletedTask;
            return findFull()?.Queue != queue;
        }

        NoSpaceException NoRoom() => NoSpace(BlockReason.QueueFull, queue.Destination, queue.Policy, producer);
    }
}
