namespace Broker.Tests.Storage.Journal;

/// <summary>Tests that measure the heap run one after another, and beside no others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MemoryCollection
{
    public const string Name = "Memory";
}
