namespace Broker.Core.Protocols.OpenWire;

/// <summary>A Java exception as it travels.</summary>
/// <param name="ClassName">Java's name of the class; clients rebuild the exception from it, so always a javax.jms or java.lang one.</param>
/// <param name="Message">For people; cut at 16384 characters when written.</param>
/// <param name="StackTrace">Null when stack traces are not negotiated.</param>
/// <param name="Cause">Travels only with stack traces.</param>
/// <remarks>Source: openwire.md section 3.1.</remarks>
public sealed record RemoteError(
    string ClassName,
    string? Message,
    IReadOnlyList<RemoteStackFrame>? StackTrace = null,
    RemoteError? Cause = null);
