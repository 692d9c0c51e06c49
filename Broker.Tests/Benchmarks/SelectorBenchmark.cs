using BenchmarkDotNet.Attributes;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Selectors;

namespace Broker.Benchmarks;

/// <summary>A selector on a message's encoded properties, as a subscription asks it.</summary>
[MemoryDiagnoser]
public class SelectorBenchmark
{
    private readonly Message _message = GoldenMessages.WithProperties();
    private Selector _selector = null!;

    [Params("region = 'EU'", "region IN ('EU', 'US') AND amount > 100 AND customer LIKE 'Mill%'", "JMSPriority >= 5 AND missing IS NULL")]
    public string Text { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _selector = Selector.ParseOrNull(Text)!;

    [Benchmark]
    public bool Matches()
    {
        var subject = MessageSelectorSubject.Rent(_message);
        try
        {
            return _selector.Matches(subject);
        }
        finally
        {
            MessageSelectorSubject.Return(subject);
        }
    }

    [Benchmark]
    public Selector? Parse() => Selector.ParseOrNull(Text);
}
