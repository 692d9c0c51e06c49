namespace Broker.Core.Management;

/// <summary>The person or program on whose behalf a command runs.</summary>
public sealed record Caller(string Name, CallerRole Role);
