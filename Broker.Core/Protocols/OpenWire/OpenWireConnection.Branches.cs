using Broker.Core.Messages;
using Broker.Core.Routing;

namespace Broker.Core.Protocols.OpenWire;

/// <content>Distributed transactions: each step of the XA protocol, in the engine's terms.</content>
public sealed partial class OpenWireConnection
{
    private void HandleBranch(ConnectionState connection, TransactionInfo command, XaTransactionId id)
    {
        switch (command.Action)
        {
            case TransactionAction.Begin:
                AnswerLater(command, BeginAsync(connection, id));
                break;
            case TransactionAction.Prepare:
                _ = PrepareAsync(connection, command, id);
                break;
            case TransactionAction.CommitOnePhase or TransactionAction.CommitTwoPhase:
                AnswerLater(command, Router.CommitAsync(id, onePhase: command.Action == TransactionAction.CommitOnePhase));
                break;
            case TransactionAction.Rollback:
                AnswerLater(command, Router.RollbackAsync(id));
                break;
            case TransactionAction.Forget:
                AnswerLater(command, ForgetAsync(id));
                break;
            default:
                // The end of a client's part in it, which may be resumed; or something that means nothing to a branch.
                Respond(command);
                break;
        }
    }

    private void AnswerRecover(TransactionInfo command) => _outbox.Send(new DataArrayResponse
    {
        CorrelationId = command.CommandId,
        Data = [.. Router.Recoverable],
    });

    private async Task PrepareAsync(ConnectionState connection, TransactionInfo command, XaTransactionId id)
    {
        try
        {
            var vote = await Router.PrepareAsync(connection, id).ConfigureAwait(false);
            if (command.ResponseRequired) _outbox.Send(new IntegerResponse { CorrelationId = command.CommandId, Result = (int)vote });
        }
        catch (Exception e)
        {
            Fail(command, e);
        }
    }

    // Async for what Router throws at once: it belongs into the answer.
    private async ValueTask BeginAsync(ConnectionState connection, XaTransactionId id)
    {
        Router.Begin(connection, id);
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    private async ValueTask ForgetAsync(XaTransactionId id)
    {
        Router.Forget(id);
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }
}
