namespace Broker.Tests.Fixtures;

/// <summary>Tests that measure the process they run in, and so run alone in it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuringCollection
{
    public const string Name = "measuring";
}
