using Broker.Core.Selectors;

namespace Broker.Tests.Core.Selectors;

/// <summary>A message that is only its headers, properties and text.</summary>
internal sealed class FakeSelectorSubject(Dictionary<string, SelectorValue> values, string? bodyText = null) : ISelectorSubject
{
    /// <summary>The message all tables of selectors are about.</summary>
    public static FakeSelectorSubject Order { get; } = new(
        new(StringComparer.Ordinal)
        {
            ["JMSType"] = SelectorValue.From("order"),
            ["JMSPriority"] = SelectorValue.From(4),
            ["JMSDeliveryMode"] = SelectorValue.From("PERSISTENT"),
            ["i"] = SelectorValue.From(5),
            ["l"] = SelectorValue.From(5_000_000_000),
            ["neg"] = SelectorValue.From(-3),
            ["zero"] = SelectorValue.From(0),
            ["s"] = SelectorValue.From((short)7),
            ["b"] = SelectorValue.From((sbyte)3),
            ["d"] = SelectorValue.From(2.5),
            ["f"] = SelectorValue.From(1.5f),
            ["max"] = SelectorValue.From(long.MaxValue),
            ["min"] = SelectorValue.From(long.MinValue),
            ["str"] = SelectorValue.From("hello"),
            ["empty"] = SelectorValue.From(""),
            ["quote"] = SelectorValue.From("it's"),
            ["pct"] = SelectorValue.From("50%"),
            ["under"] = SelectorValue.From("a_b"),
            ["slash"] = SelectorValue.From(@"a\b"),
            ["dots"] = SelectorValue.From("a[b]*"),
            ["multi"] = SelectorValue.From("one\ntwo"),
            ["emoji"] = SelectorValue.From("a\U0001F600b"),
            ["num"] = SelectorValue.From("42"),
            ["color"] = SelectorValue.From("red"),
            ["color2"] = SelectorValue.From(new string("red")),
            ["color3"] = SelectorValue.From("-- /* x */"),
            ["csv"] = SelectorValue.From("a,b,c,,"),
            ["commas"] = SelectorValue.From(",,"),
            ["t"] = SelectorValue.From(true),
            ["fls"] = SelectorValue.From(false),
            ["list"] = SelectorValue.Other,
            ["$dollar"] = SelectorValue.From(1),
            ["_under"] = SelectorValue.From(2),
            ["a1$_"] = SelectorValue.From(3),
        },
        """<order><id>7</id><total>12.5</total><item sku="a1"/><item sku="b2"/></order>""");

    public SelectorValue GetValue(string identifier) => values.GetValueOrDefault(identifier);

    public string? GetBodyText() => bodyText;
}
