namespace Broker.Core.Messages;

/// <summary>A consumer within a session; text form "connection:session:consumer" as ActiveMQ prints it.</summary>
public sealed record ConsumerId(string ConnectionId, long SessionId, long Value)
{
    public override string ToString() => $"{ConnectionId}:{SessionId}:{Value}";
}
