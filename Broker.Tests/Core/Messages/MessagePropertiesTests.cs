using Broker.Core.Messages;

namespace Broker.Tests.Core.Messages;

public sealed class MessagePropertiesTests
{
    private static readonly HashSet<string> _names = new(StringComparer.Ordinal) { "a", "c" };

    [Fact]
    public void Without_Some_LeavesTheOthersAsTheyWere()
    {
        var blob = MessageProperties.Write([new("a", 1), new("b", "x"), new("c", 2L), new("d", null)]);
        Assert.Equal(MessageProperties.Write([new("b", "x"), new("d", null)]), MessageProperties.Without(blob, _names));
    }

    [Fact]
    public void Without_NestedMap_IsKeptAndNotDecoded()
    {
        byte[] blob = [0, 0, 0, 2, 0, 1, (byte)'a', (byte)PrimitiveTag.Int, 0, 0, 0, 9, 0, 1, (byte)'m', (byte)PrimitiveTag.Map, 0, 0, 0, 0];
        Assert.Equal([0, 0, 0, 1, .. blob[12..]], MessageProperties.Without(blob, _names));
    }

    [Fact]
    public void Without_AllOrNone_NullOrTheSame()
    {
        Assert.Null(MessageProperties.Without(null, _names));
        Assert.Null(MessageProperties.Without(MessageProperties.Write([new("a", 1)]), _names));
        var blob = MessageProperties.Write([new("b", 1)]);
        Assert.Equal(blob, MessageProperties.Without(blob, _names));
    }

    [Fact]
    public void Without_Damaged_Throws() => Assert.Throws<FormatException>(() => MessageProperties.Without([0, 0, 0, 1, 0, 9], _names));
}
