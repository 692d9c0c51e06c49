namespace Broker.Core.Messages;

/// <summary>A producer within a session; text form "connection:session:producer" as ActiveMQ prints it.</summary>
public sealed record ProducerId(string ConnectionId, long SessionId, long Value)
{
    public override string ToString() => $"{ConnectionId}:{SessionId}:{Value}";
}
