namespace Broker.Core.Messages;

/// <summary>A session within a connection; text form "connection:session" as ActiveMQ prints it.</summary>
public sealed record SessionId(string ConnectionId, long Value)
{
    public override string ToString() => $"{ConnectionId}:{Value}";
}
