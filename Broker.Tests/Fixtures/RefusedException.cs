using Broker.Core.Protocols.OpenWire;

namespace Broker.Tests.Fixtures;

/// <summary>The broker answered a request with an error.</summary>
internal sealed class RefusedException(RemoteError error) : Exception($"{error.ClassName}: {error.Message}")
{
    public RemoteError Error { get; } = error;
}
