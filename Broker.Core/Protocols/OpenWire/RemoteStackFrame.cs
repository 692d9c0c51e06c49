namespace Broker.Core.Protocols.OpenWire;

/// <summary>One line of a Java stack trace.</summary>
public sealed record RemoteStackFrame(string? DeclaringClass, string? Method, string? File, int Line);
