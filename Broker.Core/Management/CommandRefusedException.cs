namespace Broker.Core.Management;

/// <summary>A management command was not carried out; nothing changed. The message is meant for the caller.</summary>
public sealed class CommandRefusedException : Exception
{
    public CommandRefusedException()
    {
    }

    public CommandRefusedException(string message)
        : base(message)
    {
    }

    public CommandRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public CommandRefusedException(CommandRefusal reason, string message)
        : base(message) => Reason = reason;

    public CommandRefusal Reason { get; } = CommandRefusal.Invalid;
}
