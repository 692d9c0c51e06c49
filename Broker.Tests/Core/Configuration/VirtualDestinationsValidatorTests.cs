using Broker.Core.Configuration;

namespace Broker.Tests.Core.Configuration;

public sealed class VirtualDestinationsValidatorTests
{
    public static TheoryData<VirtualDestinationsOptions> ValidOptions =>
    [
        new(),
        new() { UseVirtualTopics = false },
        new() { VirtualTopics = [new() { Name = "V.>" }, new() { Name = "V.>", Prefix = "", Postfix = ".*" }] },
        new() { CompositeQueues = [Composite("A", new ForwardOptions { Queue = "B" })], CompositeTopics = [Composite("A", new ForwardOptions { Queue = "B" })] },
        // Two ways to one queue are no circle.
        new() { CompositeQueues = [Composite("A", new ForwardOptions { Queue = "B" }, new ForwardOptions { Queue = "C" }), Composite("B", new ForwardOptions { Queue = "C" })] },
        // Another topic's queues: nothing comes back.
        new() { CompositeQueues = [Composite("Consumer.A.VirtualTopic.X", new ForwardOptions { Topic = "VirtualTopic.Y" })] },
        new() { MirroredQueues = [new(), new() { Name = "A.>", Prefix = "", Postfix = ".Copy" }] },
        new() { CompositeTopics = [Composite("VirtualTopic.Mirror.>", new ForwardOptions { Queue = "A" })], MirroredQueues = [new()] },
    ];

    public static TheoryData<VirtualDestinationsOptions, string, string> InvalidOptions => new()
    {
        { new() { UseVirtualTopics = false, VirtualTopics = [new()] }, ":UseVirtualTopics: ", "write true or remove" },
        { new() { VirtualTopics = [new() { Name = "" }] }, ":VirtualTopics:0:Name: ", "write a name" },
        { new() { VirtualTopics = [new() { Prefix = "Consumer.>." }] }, ":VirtualTopics:0: Prefix and Postfix", "comes last" },
        { new() { VirtualTopics = [new(), new() { Local = true }] }, ":VirtualTopics:1: ", "put both into one" },
        { new() { CompositeQueues = [Composite("", new ForwardOptions { Queue = "B" })] }, ":CompositeQueues:0:Name: ", "write a name" },
        { new() { CompositeQueues = [Composite("A")] }, ":CompositeQueues:0:ForwardTo: is empty", "ForwardTo:0:Queue=" },
        { new() { CompositeQueues = [Composite("A", new ForwardOptions())] }, ":CompositeQueues:0:ForwardTo:0: ", "either Queue or Topic" },
        { new() { CompositeQueues = [Composite("A", new ForwardOptions { Queue = "B", Topic = "B" })] }, ":CompositeQueues:0:ForwardTo:0: ", "either Queue or Topic" },
        { new() { CompositeTopics = [Composite("A", new ForwardOptions { Topic = "B.>" })] }, ":CompositeTopics:0:ForwardTo:0:Topic: 'B.>'", "name of one" },
        { new() { CompositeTopics = [Composite("A", new ForwardOptions { Queue = "queue://B" })] }, ":CompositeTopics:0:ForwardTo:0:Queue: ", "bare name" },
        { new() { CompositeQueues = [Composite("A", new ForwardOptions { Queue = "B" }), Composite("A", new ForwardOptions { Queue = "C" })] }, ":CompositeQueues:1:Name: ", "into one" },
        { new() { CompositeQueues = [Composite("A", new ForwardOptions { Queue = "B" }) with { SendWhenNotMatched = true }] }, ":CompositeQueues:0:SendWhenNotMatched: ", "a Selector" },
        { new() { CompositeQueues = [Composite("A", new ForwardOptions { Queue = "B", Selector = "a = 1" }) with { SendWhenNotMatched = true, ForwardOnly = false }] }, ":CompositeQueues:0:SendWhenNotMatched: ", "one of them" },
        { new() { MirroredQueues = [new() { Prefix = "M.*." }] }, ":MirroredQueues:0: 'M.*.X'", "without wildcards" },
        { new() { MirroredQueues = [new() { Name = "A.>.B" }] }, ":MirroredQueues:0:Name: ", "comes last" },
        { new() { CompositeQueues = [Composite("A", new ForwardOptions { Queue = "A" })] }, ": messages would go round for ever, queue://A to queue://A", "take one" },
        { new() { CompositeQueues = [Composite("A.>", new ForwardOptions { Queue = "A.done" })] }, ": messages would go round for ever, queue://A.done to queue://A.done", "take one" },
        {
            new()
            {
                CompositeQueues = [Composite("A", new ForwardOptions { Topic = "B" }), Composite("C", new ForwardOptions { Queue = "A" })],
                CompositeTopics = [Composite("B", new ForwardOptions { Queue = "C" })],
            },
            ": messages would go round for ever, topic://B to queue://C to queue://A to topic://B", "take one"
        },
        {
            new() { CompositeQueues = [Composite("Consumer.A.VirtualTopic.X", new ForwardOptions { Topic = "VirtualTopic.X" })] },
            ": messages would go round for ever, topic://VirtualTopic.X to topic://VirtualTopic.X", "take one"
        },
    };

    [Theory]
    [MemberData(nameof(ValidOptions))]
    public void Validate_Valid_NoError(VirtualDestinationsOptions options) =>
        Assert.Empty(BrokerOptionsValidator.Validate(new BrokerOptions { VirtualDestinations = options }));

    [Theory]
    [MemberData(nameof(InvalidOptions))]
    public void Validate_Invalid_NamesKeyAndForm(VirtualDestinationsOptions options, string key, string form)
    {
        var error = Assert.Single(BrokerOptionsValidator.Validate(new BrokerOptions { VirtualDestinations = options }));
        Assert.StartsWith("Broker:VirtualDestinations" + key, error, StringComparison.Ordinal);
        Assert.Contains(form, error, StringComparison.Ordinal);
    }

    private static CompositeDestinationOptions Composite(string name, params ForwardOptions[] forwards) => new() { Name = name, ForwardTo = forwards };
}
