using Broker.Web.Formatting;

namespace Broker.Tests.Web.Formatting;

public sealed class BodyTextTests
{
    [Fact]
    public void Json_Object_Indented() => Assert.Equal("{\n  \"a\": \"谢\"\n}", BodyText.Json("{\"a\":\"谢\"}")!.ReplaceLineEndings("\n"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("{not json}")]
    public void Json_Other_Null(string? body) => Assert.Null(BodyText.Json(body));

    [Fact]
    public void Preview_LongWithBreaks_OneShortLine() => Assert.Equal("a b c…", BodyText.Preview("a\r\n\tb   c d", 5));

    [Fact]
    public void Hex_SeventeenBytes_TwoLines()
    {
        var lines = BodyText.Hex("0123456789abcdefg").TrimEnd('\n').Split('\n');

        Assert.Equal(2, lines.Length);
        Assert.StartsWith("000000  30 31", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("0123456789abcdef", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("000010  67", lines[1], StringComparison.Ordinal);
    }
}
