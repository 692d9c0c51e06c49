namespace Broker.Tests.Interop;

/// <summary>Tests that start brokers and Java machines run one after another: each wants the processors for itself.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessesCollection
{
    public const string Name = "Processes";
}
