using System.Diagnostics.CodeAnalysis;

namespace Broker.Core.Protocols;

/// <summary>A peer broke the rules of its protocol: its connection cannot be used further.</summary>
public sealed class ProtocolViolationException(ProtocolViolationReason reason, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public ProtocolViolationReason Reason { get; } = reason;

    /// <summary>Throws from a method of its own, so that hot readers stay small.</summary>
    [DoesNotReturn]
    internal static void Throw(ProtocolViolationReason reason, string message) =>
        throw new ProtocolViolationException(reason, message);
}
