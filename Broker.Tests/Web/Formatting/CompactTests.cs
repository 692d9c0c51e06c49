using System.Globalization;
using Broker.Web.Formatting;

namespace Broker.Tests.Web.Formatting;

public sealed class CompactTests
{
    public CompactTests() => CultureInfo.CurrentCulture = new CultureInfo("en");

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1204, "1,204")]
    [InlineData(9_999, "9,999")]
    [InlineData(12_449, "12.4 k")]
    [InlineData(999_949, "1 M")]
    [InlineData(1_204_000, "1.2 M")]
    [InlineData(-25_000, "-25 k")]
    public void Count_Value_ShortWithUnit(long value, string expected) => Assert.Equal(expected, Compact.Count(value));

    [Theory]
    [InlineData(null, "–")]
    [InlineData(double.NaN, "–")]
    [InlineData(0.0, "0")]
    [InlineData(0.25, "0.3")]
    [InlineData(57.94, "57.9")]
    [InlineData(1143.2, "1,143")]
    [InlineData(12_400.0, "12.4 k")]
    public void Rate_Value_ShortOrUnknown(double? value, string expected) => Assert.Equal(expected, Compact.Rate(value));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1 KiB")]
    [InlineData(3_328_599_655, "3.1 GiB")]
    [InlineData(long.MaxValue, "8192 PiB")]
    public void Bytes_Value_BinaryUnit(long value, string expected) => Assert.Equal(expected, Compact.Bytes(value));

    [Theory]
    [InlineData(5, 0, null)]
    [InlineData(50, 200, 25)]
    [InlineData(300, 200, 100)]
    public void Percent_Limit_Clamped(long value, long limit, int? expected) => Assert.Equal(expected, Compact.Percent(value, limit));
}
