using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Core.Security;
using Broker.Core.Selectors;
using Broker.Core.Storage;

namespace Broker.Core.Protocols.OpenWire;

/// <content>Step 3 of a message's way: each command, in the engine's terms.</content>
public sealed partial class OpenWireConnection
{
    // Producers that want a ProducerAck for each message. Replaced, never changed: sends complete on any thread.
    private volatile HashSet<ProducerId> _windowed = [];
    private ProducerState? _lastProducer;
    private volatile bool _faultTolerant;

    private ConnectionState State =>
        _state ?? throw new ProtocolViolationException(
            ProtocolViolationReason.UnexpectedType, "A command came before the ConnectionInfo that has to be first.");

    private Router Router => _services.Router;

    // Completes when the next command may be handled, which is nearly always at once.
    private ValueTask HandleAsync(Command command)
    {
        switch (command)
        {
            case MessageCommand message:
                return SendAsync(message);
            case MessageAck acknowledgement:
                AnswerLater(command, AcknowledgeAsync(State, acknowledgement));
                return default;
            case KeepAliveInfo:
                if (command.ResponseRequired) _outbox.Send(new KeepAliveInfo { CommandId = command.CommandId });
                return default;
            case TransactionInfo transaction:
                HandleTransaction(State, transaction);
                return default;
            case MessagePull pull:
                State.FindSubscription(pull.ConsumerId)?.Pull(TimeSpan.FromMilliseconds(Math.Clamp(pull.Timeout, -1, int.MaxValue)));
                return AnswerAsync(command);
            case ConsumerControl control:
                Steer(control);
                return default;
            case ConnectionInfo connection:
                return ConnectAsync(connection);
            case SessionInfo:
                _ = State;
                return AnswerAsync(command);
            case ProducerInfo producer:
                return AnswerWhenDoneAsync(command, AddProducerAsync(producer));
            case ConsumerInfo subscriber:
                return AnswerWhenDoneAsync(command, SubscribeAsync(subscriber));
            case DestinationInfo destination:
                return AnswerWhenDoneAsync(command, HandleDestinationAsync(destination));
            case RemoveInfo remove:
                return AnswerWhenDoneAsync(command, RemoveAsync(remove));
            case RemoveSubscriptionInfo remove:
                return AnswerWhenDoneAsync(command, UnsubscribeDurableAsync(State, remove));
            case ConnectionControl control:
                _faultTolerant |= control.FaultTolerant;
                return AnswerAsync(command);
            case ShutdownInfo:
                _ended = true;
                return AnswerAsync(command);
            case BrokerInfo { NetworkConnection: true } or BrokerInfo { SlaveBroker: true }:
                return AnswerWhenDoneAsync(command, Refuse("Links between brokers are not supported by this version."));
            default:
                // Commands that mean nothing to a broker are answered and forgotten, as ActiveMQ does.
                return AnswerAsync(command);
        }
    }

    private ValueTask SendAsync(MessageCommand command)
    {
        var message = command.Message;
        var producer = FindProducer(message);
        if (producer is null) return AnswerWhenDoneAsync(command, Refuse($"Producer {message.Producer} was not announced."));
        return MustOverflow(producer, message) ? OverflowAsync(command, producer) : HandAsync(command, producer);
    }

    private ValueTask HandAsync(MessageCommand command, ProducerState producer)
    {
        ValueTask sent;
        try
        {
            sent = Router.SendAsync(State, producer, command.Message);
        }
        catch (Exception e) when (e is not ProtocolViolationException)
        {
            Fail(command, e);
            return default;
        }

        if (!sent.IsCompletedSuccessfully) return FinishSendAsync(command, producer, sent);
        Accepted(command, producer);
        return default;
    }

    // The reader goes on meanwhile, unless too much is pending already.
    private ValueTask FinishSendAsync(MessageCommand command, ProducerState producer, ValueTask sent)
    {
        var size = command.Message.SizeBytes;
        var crowded = Interlocked.Add(ref _pendingBytes, size) > MaxPendingBytes;
        var finished = FinishAsync();
        return crowded ? new(Task.WhenAny(finished, _closing.Task)) : default;

        async Task FinishAsync()
        {
            try
            {
                await sent.ConfigureAwait(false);
                // The store's own thread writes the answer: to wake another for it would cost more than the few bytes.
                WorkBatch.Begin();
                Accepted(command, producer);
                WorkBatch.End();
            }
            catch (Exception e)
            {
                Fail(command, e);
            }
            finally
            {
                if (Interlocked.Add(ref _pendingBytes, -size) == 0) _settled.Raise();
            }
        }
    }

    private void Accepted(MessageCommand command, ProducerState producer)
    {
        if (command.ResponseRequired)
        {
            _outbox.Respond(command.CommandId);
        }
        else if (_windowed.Contains(producer.Id))
        {
            _outbox.Send(new ProducerAck { ProducerId = producer.Id, Size = command.Message.SizeBytes });
        }
    }

    private ProducerState? FindProducer(Message message)
    {
        var id = message.Producer ?? message.Id.Producer;
        if (_lastProducer is not null && ReferenceEquals(_lastProducer.Id, id)) return _lastProducer;
        return State.FindProducer(id) is { } found ? _lastProducer = found : null;
    }

    private async ValueTask AcknowledgeAsync(ConnectionState connection, MessageAck command)
    {
        if (!Enum.IsDefined(command.AckType)) throw new NotSupportedException($"There is no acknowledgement of type {(byte)command.AckType}.");
        var acknowledgement = new Acknowledgement(
            (AcknowledgeKind)command.AckType,
            command.FirstMessageId,
            command.LastMessageId,
            command.MessageCount,
            command.PoisonCause is { } cause ? $"{cause.ClassName}: {cause.Message}" : null);
        await Router.AcknowledgeAsync(connection, command.ConsumerId, acknowledgement, command.TransactionId).ConfigureAwait(false);
        if (command.ResponseRequired && command.TransactionId is null) await Router.FlushAsync().ConfigureAwait(false);
    }

    private void HandleTransaction(ConnectionState connection, TransactionInfo command)
    {
        if (command.Action == TransactionAction.Recover)
        {
            AnswerRecover(command);
            return;
        }

        if (command.TransactionId is XaTransactionId branch)
        {
            HandleBranch(connection, command, branch);
            return;
        }

        if (command.TransactionId is not LocalTransactionId id)
        {
            AnswerLater(command, Refuse($"A command to {command.Action} a transaction names none."));
            return;
        }

        switch (command.Action)
        {
            case TransactionAction.Begin:
                Router.Begin(connection, id);
                Respond(command);
                break;
            case TransactionAction.CommitOnePhase:
                AnswerLater(command, CommitAsync(connection, id));
                break;
            case TransactionAction.Rollback:
                Router.Rollback(connection, id);
                Respond(command);
                break;
            default:
                Respond(command);
                break;
        }
    }

    // Async for what Router throws at once: it belongs into the answer.
    private async ValueTask CommitAsync(ConnectionState connection, LocalTransactionId id) =>
        await Router.CommitAsync(connection, id).ConfigureAwait(false);

    private async ValueTask UnsubscribeDurableAsync(ConnectionState connection, RemoveSubscriptionInfo info) =>
        await Router.UnsubscribeDurableAsync(connection, info.ClientId ?? connection.Client.ClientId, info.SubscriptionName ?? "").ConfigureAwait(false);

    private async ValueTask ConnectAsync(ConnectionInfo info)
    {
        try
        {
            _faultTolerant |= info.FaultTolerant;
            var user = await AuthenticateAsync(info).ConfigureAwait(false);
            if (string.IsNullOrEmpty(info.ClientId)) throw new InvalidClientIdException("No clientID header specified for connection request");
            _state ??= Router.Connect(
                new()
                {
                    ConnectionId = info.ConnectionId,
                    ClientId = info.ClientId,
                    User = user,
                    RemoteAddress = _transport.RemoteEndPoint,
                    FaultTolerant = _faultTolerant,
                    FailoverReconnect = info.FailoverReconnect,
                    ConnectedAt = _services.Time.GetUtcNow(),
                },
                this);
        }
        catch (Exception e) when (e is InvalidClientIdException or UnauthorizedAccessException)
        {
            Fail(info, e);
            // A client that was refused must be able to read why before the socket closes.
            await Task.Delay(_refusalDelay, _services.Time).ConfigureAwait(false);
            Close(e.Message);
            _ended = true;
            return;
        }

        if (info.Manageable) Control();
        await AnswerAsync(info).ConfigureAwait(false);
    }

    // Again when they change meanwhile: the older list must not be the last that the client hears.
    private void Control()
    {
        string? told;
        do
        {
            told = _connectedBrokers();
            _outbox.Send(new ConnectionControl { ConnectedBrokers = told });
        }
        while (!ReferenceEquals(told, _connectedBrokers()));
    }

    private async ValueTask<User> AuthenticateAsync(ConnectionInfo info)
    {
        // The handshake has proved it; a name and password beside it have no say.
        if (_transport.Features.Get<ClientCertificate>() is { } certificate) return new(certificate.Subject, UserRole.Operator);
        if (string.IsNullOrEmpty(info.UserName))
        {
            if (_services.Anonymous.Admit(_transport.RemoteEndPoint)) return _services.Anonymous.User;
            throw new UnauthorizedAccessException("User name [null] or password is invalid.");
        }

        return await _services.Authenticator.AuthenticateAsync(info.UserName, info.Password ?? "", _transport.ConnectionClosed).ConfigureAwait(false)
            ?? throw new UnauthorizedAccessException($"User name [{info.UserName}] or password is invalid.");
    }

    private async ValueTask AddProducerAsync(ProducerInfo info)
    {
        var producer = await Router.AddProducerAsync(State, info.ProducerId, info.Destination).ConfigureAwait(false);
        if (info.WindowSize > 0) _windowed = [.. _windowed, producer.Id];
    }

    private async ValueTask SubscribeAsync(ConsumerInfo info)
    {
        if (info.Destination is null) throw new InvalidDestinationException($"Consumer {info.ConsumerId} names no destination.");
        await Router.SubscribeAsync(State, new()
        {
            ConsumerId = info.ConsumerId,
            Destination = info.Destination,
            Prefetch = info.PrefetchSize,
            Priority = info.Priority,
            Selector = Selector.ParseOrNull(info.Selector),
            NoLocal = info.NoLocal,
            Retroactive = info.Retroactive,
            MaximumPendingMessages = info.MaximumPendingMessageLimit,
            Exclusive = info.Exclusive,
            Browser = info.Browser,
            Network = info.NetworkSubscription,
            SubscriptionName = string.IsNullOrEmpty(info.SubscriptionName) ? null : info.SubscriptionName,
        }).ConfigureAwait(false);
    }

    private async ValueTask HandleDestinationAsync(DestinationInfo info)
    {
        if (info.Destination is null) throw new InvalidDestinationException("The destination is missing.");
        if (info.Operation == DestinationOperation.Add) Router.AddDestination(State, info.Destination);
        else await Router.RemoveDestinationAsync(State, info.Destination).ConfigureAwait(false);
    }

    private async ValueTask RemoveAsync(RemoveInfo info)
    {
        switch (info.ObjectId)
        {
            case ConsumerId consumer:
                Router.Unsubscribe(State, consumer, new(info.LastDeliveredSequenceId));
                break;
            case ProducerId producer:
                Router.RemoveProducer(State, producer);
                if (_windowed.Contains(producer)) _windowed = [.. _windowed.Where(id => id != producer)];
                _lastProducer = null;
                break;
            case SessionId session:
                Router.RemoveSession(State, session, new(info.LastDeliveredSequenceId));
                _lastProducer = null;
                break;
            case ConnectionId when _state is not null:
                await WhenSettledAsync().ConfigureAwait(false);
                Router.Disconnect(_state, new(info.LastDeliveredSequenceId));
                break;
        }
    }

    private static ValueTask Refuse(string reason) => ValueTask.FromException(new NotSupportedException(reason));

    private ValueTask AnswerAsync(Command command)
    {
        Respond(command);
        return default;
    }

    private void Respond(Command command)
    {
        if (command.ResponseRequired) _outbox.Respond(command.CommandId);
    }

    // The next command waits for this one.
    private async ValueTask AnswerWhenDoneAsync(Command command, ValueTask work)
    {
        try
        {
            await work.ConfigureAwait(false);
            Respond(command);
        }
        catch (Exception e) when (e is not ProtocolViolationException)
        {
            Fail(command, e);
        }
    }

    // The next command does not wait for this one.
    private void AnswerLater(Command command, ValueTask work)
    {
        if (work.IsCompletedSuccessfully)
        {
            Respond(command);
            return;
        }

        _ = AnswerWhenDoneAsync(command, work).AsTask();
    }

    private void Fail(Command command, Exception exception)
    {
        // What became of the command the next master knows; any word of ours would be a guess.
        if (exception is FencedException)
        {
            AbortFenced();
            return;
        }

        ProtocolsLog.CommandFailed(_services.Logger, exception, command.Type.ToString(), _transport.RemoteEndPoint, exception.Message);
        var error = OpenWireErrors.From(exception);
        if (command.ResponseRequired) _outbox.Send(new ExceptionResponse { CorrelationId = command.CommandId, Exception = error });
        else _outbox.Send(new ConnectionError { Exception = error, ConnectionId = _state?.Client.ConnectionId });
    }
}
