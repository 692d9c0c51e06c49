using Broker.Core.Management;
using Broker.Core.Messages;

namespace Broker.Tests.Core.Management;

public sealed class MessageViewsTests
{
    private static readonly byte[] _map = MessageProperties.Write([KeyValuePair.Create<string, object?>("k", 5)])!;

    public static TheoryData<MessageKind, byte[]?, bool, string?> Bodies => new()
    {
        { MessageKind.Plain, null, false, null },
        { MessageKind.Text, MessageBody.EncodeText("text"), false, "text" },
        { MessageKind.Text, null, false, null },
        { MessageKind.Bytes, [1, 0xff], false, "01ff" },
        { MessageKind.Object, [0xac, 0xed], false, "aced" },
        { MessageKind.Stream, [], false, "[]" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void From_AnyKind_IsReadable(MessageKind kind, byte[]? content, bool compressed, string? body) =>
        Assert.Equal(body, View(kind, content, compressed).Body);

    [Fact]
    public void From_Map_IsJson() => Assert.Contains("\"k\": 5", View(MessageKind.Map, _map, compressed: false).Body, StringComparison.Ordinal);

    [Theory]
    [InlineData(MessageKind.Text, false)]
    [InlineData(MessageKind.Map, false)]
    [InlineData(MessageKind.Stream, false)]
    [InlineData(MessageKind.Text, true)]
    [InlineData(MessageKind.Bytes, true)]
    [InlineData(MessageKind.Map, true)]
    [InlineData(MessageKind.Object, true)]
    public void From_DamagedBody_SaysSo(MessageKind kind, bool compressed)
    {
        var view = View(kind, [0x7f, 0xff, 0xff, 0xff, 1, 2], compressed);
        Assert.StartsWith("The body cannot be read", view.Body, StringComparison.Ordinal);
        Assert.Equal(6, view.BodyBytes);
    }

    [Fact]
    public void From_EveryCutOfAMap_NeverThrows()
    {
        for (var length = 0; length < _map.Length; length++)
        {
            foreach (var kind in Enum.GetValues<MessageKind>())
            {
                View(kind, _map[..length], compressed: false);
                View(kind, _map[..length], compressed: true);
            }
        }
    }

    [Fact]
    public void From_DamagedProperties_SaysSo()
    {
        var message = Create(MessageKind.Plain, null);
        message.Properties = [0, 0, 0, 9, 1];
        Assert.StartsWith("The properties cannot be read", MessageViews.From(message).Properties["?"], StringComparison.Ordinal);
    }

    [Fact]
    public void From_LongBody_IsCut()
    {
        var view = View(MessageKind.Text, MessageBody.EncodeText(new string('x', 70_000)), compressed: false);
        Assert.True(view.BodyIsCut);
        Assert.Equal(64 * 1024, view.Body!.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(long.MaxValue)]
    public void From_TimeThatIsNone_IsNull(long milliseconds)
    {
        var message = Create(MessageKind.Plain, null);
        message.Timestamp = milliseconds;
        message.Expiration = milliseconds;
        Assert.Null(MessageViews.From(message).Timestamp);
    }

    private static MessageView View(MessageKind kind, byte[]? content, bool compressed)
    {
        var message = Create(kind, content);
        message.Compressed = compressed;
        return MessageViews.From(message);
    }

    private static Message Create(MessageKind kind, byte[]? content) =>
        new() { Destination = Destination.Queue("Q"), Id = new(new("ID:p", 1, 1), 1), Kind = kind, Content = content };
}
