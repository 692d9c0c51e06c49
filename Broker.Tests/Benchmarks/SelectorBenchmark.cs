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

    private string _text = "";

    [Params("equal", "compound", "headers")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _text = Kind switch
        {
            "equal" => "region = 'EU'",
            "compound" => "region IN ('EU', 'US') AND amount > 100 AND customer LIKE 'Mill%'",
            _ => "JMSPriority >= 5 AND missing IS NULL",
        };
        _selector = Selector.ParseOrNull(_text)!;
    }

    [Benchmark]
    public bool Matches()
    {
        var subject = MessageSelectorSubject.Rent(_message, redeliveryCounter: 0);
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
    public Selector? Parse() => Selector.ParseOrNull(_text);
}
