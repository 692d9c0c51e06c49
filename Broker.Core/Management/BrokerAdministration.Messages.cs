using Broker.Core.Destinations;
using Broker.Core.Security;
using Broker.Core.Storage;

namespace Broker.Core.Management;

/// <content>Waiting messages that a person sends elsewhere.</content>
public sealed partial class BrokerAdministration
{
    public ValueTask<long> CountMessagesAsync(User caller, string queue, MessageSelection selection, CancellationToken cancellationToken)
    {
        var serving = Serving();
        return serving.Router.Directory.CountAsync(Find(serving, queue), Choose(selection), cancellationToken);
    }

    public ValueTask<long> RetryMessagesAsync(User caller, string queue, MessageSelection selection, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Operator, "retry messages");
        var (serving, choice) = (Serving(), Choose(selection));
        var from = Find(serving, queue);
        if (!serving.Router.Directory.IsDeadLetterDestination(from.Destination))
        {
            throw new CommandRefusedException(CommandRefusal.Conflict, $"{queue} is no dead-letter queue; its messages can be moved, not retried.");
        }

        return StoringAsync(serving.Router.Directory.RetryAsync(from, choice, cancellationToken));
    }

    public ValueTask<long> MoveMessagesAsync(User caller, string queue, MessageSelection selection, string target, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Operator, "move messages");
        var (serving, choice) = (Serving(), Choose(selection));
        var (from, to) = (Find(serving, queue), Find(serving, target));
        if (from == to) throw new CommandRefusedException(CommandRefusal.Invalid, $"The messages are in {queue} already; name another queue.");
        return StoringAsync(serving.Router.Directory.MoveAsync(from, choice, to, cancellationToken));
    }

    public ValueTask<long> CopyMessagesAsync(User caller, string queue, MessageSelection selection, string target, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Operator, "copy messages");
        var (serving, choice) = (Serving(), Choose(selection));
        return StoringAsync(serving.Router.Directory.CopyAsync(Find(serving, queue), choice, Find(serving, target), cancellationToken));
    }

    private static MessageChoice Choose(MessageSelection selection)
    {
        if (selection.Most is < 1) throw new CommandRefusedException(CommandRefusal.Invalid, $"At most {selection.Most} messages are none; give 1 or more, or leave it out for all.");
        if (MessageChoice.TryCreate(selection.MessageIds, selection.Selector, selection.Most, out var choice, out var error)) return choice;
        throw new CommandRefusedException(CommandRefusal.Invalid, $"'{selection.Selector}' is no selector: {error}");
    }

    private static async ValueTask<long> StoringAsync(ValueTask<long> command)
    {
        try
        {
            return await command.ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            throw new CommandRefusedException($"The store failed, and the messages that are left stay where they are: {e.Message}", e);
        }
    }
}
