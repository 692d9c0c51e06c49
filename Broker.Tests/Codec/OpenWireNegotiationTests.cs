using Broker.Core.Protocols;
using Broker.Core.Protocols.OpenWire;

namespace Broker.Tests.Codec;

public sealed class OpenWireNegotiationTests
{
    private static readonly WireFormatInfo _mine = OpenWireNegotiation.CreateOffer(new OpenWireFormat
    {
        MaxFrameSize = 1000,
        StackTraceEnabled = true,
        MaxInactivityDuration = TimeSpan.FromSeconds(30),
        MaxInactivityInitialDelay = TimeSpan.FromSeconds(10),
    });

    [Fact]
    public void CreateOffer_Written_ReadsTheSame()
    {
        var codec = WireFrames.Codec();
        var read = codec.Read<WireFormatInfo>(codec.Write(_mine));
        Assert.Equal(12, read.Version);
        Assert.False(read.CacheEnabled);
        Assert.False(read.TightEncodingEnabled);
        Assert.False(read.SizePrefixDisabled);
        Assert.True(read.TcpNoDelayEnabled);
        Assert.True(read.StackTraceEnabled);
        Assert.Equal(1000, read.MaxFrameSize);
        Assert.Equal(TimeSpan.FromSeconds(30), read.MaxInactivityDuration);
        Assert.Equal(10_000L, read.Properties["MaxInactivityDurationInitalDelay"]);
        Assert.Equal("ActiveMQ", read.ProviderName);
        Assert.NotNull(read.ProviderVersion);
        Assert.Equal(".NET", read.PlatformDetails);
    }

    [Fact]
    public void Negotiate_RecordedClient_LooseWithoutCache()
    {
        var theirs = WireFrames.Codec().Read<WireFormatInfo>(GoldenFrame.Offer.Bytes);
        var agreed = OpenWireNegotiation.Negotiate(_mine, theirs);
        Assert.Equal(12, agreed.Version);
        Assert.False(agreed.CacheEnabled);
        Assert.False(agreed.TightEncodingEnabled);
        Assert.True(agreed.StackTraceEnabled);
        Assert.True(agreed.TcpNoDelayEnabled);
        Assert.Equal(1000, agreed.MaxFrameSize);
        Assert.Equal(TimeSpan.FromSeconds(30), agreed.MaxInactivityDuration);
        Assert.Equal(TimeSpan.FromSeconds(10), agreed.MaxInactivityInitialDelay);
    }

    [Fact]
    public void Negotiate_SilentPeer_OursHolds()
    {
        var agreed = OpenWireNegotiation.Negotiate(_mine, new WireFormatInfo { Version = 3 });
        Assert.Equal(3, agreed.Version);
        Assert.False(agreed.StackTraceEnabled);
        Assert.False(agreed.TcpNoDelayEnabled);
        Assert.Equal(1000, agreed.MaxFrameSize);
        Assert.Equal(TimeSpan.FromSeconds(30), agreed.MaxInactivityDuration);
    }

    [Theory]
    [InlineData(0L, 1000)]
    [InlineData(500L, 500)]
    [InlineData(2000L, 1000)]
    [InlineData(-1L, 1000)]
    public void Negotiate_MaxFrameSize_SmallerUnlessZero(long theirs, long expected) =>
        Assert.Equal(expected, OpenWireNegotiation.Negotiate(_mine, Offer(("MaxFrameSize", theirs))).MaxFrameSize);

    [Theory]
    [InlineData(0L, 0)]
    [InlineData(5000L, 5)]
    [InlineData(60_000L, 30)]
    [InlineData(long.MaxValue, 30)]
    public void Negotiate_InactivityDuration_SmallerAndZeroIsNever(long theirs, int expectedSeconds) => Assert.Equal(
        TimeSpan.FromSeconds(expectedSeconds),
        OpenWireNegotiation.Negotiate(_mine, Offer(("MaxInactivityDuration", theirs))).MaxInactivityDuration);

    [Theory]
    [InlineData(0, 0, 16383)]
    [InlineData(0, 1024, 16383)]
    [InlineData(512, 1024, 512)]
    [InlineData(1_000_000, 1_000_000, 16383)]
    public void Negotiate_CacheWanted_SmallerSize(int mine, int theirs, int expected)
    {
        var agreed = OpenWireNegotiation.Negotiate(
            Offer(("CacheEnabled", true), ("CacheSize", mine)), Offer(("CacheEnabled", true), ("CacheSize", theirs)));
        Assert.True(agreed.CacheEnabled);
        Assert.Equal(expected, agreed.CacheSize);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-5, 1)]
    [InlineData(5, 6)]
    public void Negotiate_VersionBelowMinimum_UnsupportedVersion(int version, int minimum)
    {
        var thrown = Assert.Throws<ProtocolViolationException>(
            () => OpenWireNegotiation.Negotiate(_mine, new WireFormatInfo { Version = version }, minimum));
        Assert.Equal(ProtocolViolationReason.UnsupportedVersion, thrown.Reason);
    }

    [Fact]
    public void Adopt_Negotiated_ChangesHowTheCodecWrites()
    {
        var format = new OpenWireFormat();
        var codec = new OpenWireCodec(format);
        var command = new RemoveInfo { ObjectId = new ConnectionId("c") };
        var before = codec.Write(command).Length;
        format.Adopt(OpenWireNegotiation.Negotiate(_mine, new WireFormatInfo { Version = 4 }));
        Assert.Equal(4, format.Version);
        Assert.Equal(1000, format.MaxFrameSize);
        Assert.Equal(before - 8, codec.Write(command).Length);
    }

    private static WireFormatInfo Offer(params (string Name, object Value)[] properties) => new()
    {
        Version = 12,
        Properties = properties.ToDictionary(pair => pair.Name, object? (pair) => pair.Value, StringComparer.Ordinal),
    };
}
