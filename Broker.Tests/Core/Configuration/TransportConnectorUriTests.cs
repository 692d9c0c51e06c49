using Broker.Core.Configuration;

namespace Broker.Tests.Core.Configuration;

public sealed class TransportConnectorUriTests
{
    [Theory]
    [InlineData("tcp://0.0.0.0:61616", "0.0.0.0", 61616)]
    [InlineData("  tcp://0.0.0.0:61616/  ", "0.0.0.0", 61616)]
    [InlineData("nio://127.0.0.1:1", "127.0.0.1", 1)]
    [InlineData("auto://localhost:65535", "localhost", 65535)]
    [InlineData("auto+nio://broker-1.example.org:0", "broker-1.example.org", 0)]
    [InlineData("TCP://[::]:61616", "::", 61616)]
    [InlineData("tcp://[::1]:61616?backlog=10", "::1", 61616)]
    public void TryParse_SchemeHostPort_Read(string text, string host, int port)
    {
        Assert.True(TransportConnectorUri.TryParse(text, out var uri, out var error), error);
        Assert.Equal((host, port), (uri.Host, uri.Port));
    }

    [Theory]
    [InlineData("tcp://0.0.0.0:61616?maximumConnections=1000", "tcp://0.0.0.0:61616")]
    [InlineData("nio://[::]:1", "tcp://[::]:1")]
    public void ToString_AnyUri_LeavesOptionsOut(string text, string expected)
    {
        Assert.True(TransportConnectorUri.TryParse(text, out var uri, out _));
        Assert.Equal(expected, uri.ToString());
    }

    [Theory]
    [InlineData("", "tcp://host:port")]
    [InlineData("0.0.0.0:61616", "tcp://host:port")]
    [InlineData("ssl://0.0.0.0:61617", "'ssl' is not supported by this version; use tcp://")]
    [InlineData("stomp://0.0.0.0:61613", "'stomp' is not supported by this version; use tcp://")]
    [InlineData("mqtt://0.0.0.0:1883", "'mqtt' is not supported by this version; use tcp://")]
    [InlineData("amqp://0.0.0.0:5672", "'amqp' is not supported by this version; use tcp://")]
    [InlineData("ws://0.0.0.0:61614", "'ws' is not supported by this version; use tcp://")]
    [InlineData("tcp://0.0.0.0", "has no port")]
    [InlineData("tcp://[::1]", "has no port")]
    [InlineData("tcp://0.0.0.0:", "'' is no port")]
    [InlineData("tcp://0.0.0.0:65536", "'65536' is no port")]
    [InlineData("tcp://0.0.0.0:-1", "'-1' is no port")]
    [InlineData("tcp://0.0.0.0:openwire", "'openwire' is no port")]
    [InlineData("tcp://:61616", "is no host")]
    [InlineData("tcp://::1:61616", "is no host")]
    [InlineData("tcp://[nonsense]:61616", "is no host")]
    [InlineData("tcp://a b:61616", "is no host")]
    [InlineData("tcp://user@host:61616", "'@' does not belong")]
    [InlineData("tcp://host:61616/path", "'/' does not belong")]
    [InlineData("tcp://host:61616#part", "'#' does not belong")]
    public void TryParse_WrongUri_NamesFaultAndForm(string text, string expected)
    {
        Assert.False(TransportConnectorUri.TryParse(text, out var uri, out var error));
        Assert.Null(uri);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_Default_AsDocumented()
    {
        var uri = Parse("tcp://h:1");
        Assert.Equal(int.MaxValue, uri.MaximumConnections);
        Assert.Equal(104857600, uri.MaxFrameSizeBytes);
        Assert.Null(uri.MaxInactivityDuration);
        Assert.Null(uri.MaxInactivityDurationInitialDelay);
        Assert.Equal(TimeSpan.FromSeconds(30), uri.ConnectAttemptTimeout);
        Assert.True(uri.TcpNoDelay);
        Assert.Equal(5000, uri.Backlog);
    }

    public static TheoryData<string, Func<TransportConnectorUri, object>, object> ValidOptions => new()
    {
        { "maximumConnections=1", uri => uri.MaximumConnections, 1 },
        { "maximumConnections=2147483647", uri => uri.MaximumConnections, int.MaxValue },
        { "wireFormat.maxFrameSize=1024", uri => uri.MaxFrameSizeBytes, 1024 },
        { "wireFormat.maxFrameSize=2147483647", uri => uri.MaxFrameSizeBytes, int.MaxValue },
        { "wireFormat.maxFrameSize=64kb", uri => uri.MaxFrameSizeBytes, 65536 },
        { "wireFormat.maxFrameSize=10MB", uri => uri.MaxFrameSizeBytes, 10485760 },
        { "wireFormat.maxFrameSize=1 gb", uri => uri.MaxFrameSizeBytes, 1073741824 },
        { "wireFormat.maxInactivityDuration=0", uri => uri.MaxInactivityDuration!, TimeSpan.Zero },
        { "wireFormat.maxInactivityDuration=1500", uri => uri.MaxInactivityDuration!, TimeSpan.FromMilliseconds(1500) },
        { "wireFormat.maxInactivityDurationInitalDelay=0", uri => uri.MaxInactivityDurationInitialDelay!, TimeSpan.Zero },
        { "wireFormat.maxInactivityDurationInitalDelay=2147483647", uri => uri.MaxInactivityDurationInitialDelay!, TimeSpan.FromMilliseconds(int.MaxValue) },
        { "wireFormat.tightEncodingEnabled=false", uri => uri.Port, 1 },
        { "wireFormat.cacheEnabled=FALSE", uri => uri.Port, 1 },
        { "connectionTimeout=5000", uri => uri.ConnectAttemptTimeout, TimeSpan.FromSeconds(5) },
        { "transport.connectAttemptTimeout=0", uri => uri.ConnectAttemptTimeout, TimeSpan.Zero },
        { "tcpNoDelay=false", uri => uri.TcpNoDelay, false },
        { "transport.tcpNoDelay=true", uri => uri.TcpNoDelay, true },
        { "backlog=1", uri => uri.Backlog, 1 },
        { "backlog=65535", uri => uri.Backlog, 65535 },
        { "", uri => uri.Backlog, 5000 },
        { "backlog=7&maximumConnections=8", uri => (uri.Backlog, uri.MaximumConnections), (7, 8) },
    };

    [Theory]
    [MemberData(nameof(ValidOptions))]
    public void Options_Valid_Taken(string query, Func<TransportConnectorUri, object> read, object expected) =>
        Assert.Equal(expected, read(Parse("tcp://h:1?" + query)));

    [Theory]
    [InlineData("maximumConnections=0", "maximumConnections=0 is not possible", "whole number from 1")]
    [InlineData("maximumConnections=-1", "maximumConnections=-1 is not possible", "whole number from 1")]
    [InlineData("maximumConnections=2147483648", "maximumConnections=2147483648", "whole number")]
    [InlineData("maximumConnections=many", "maximumConnections=many", "whole number")]
    [InlineData("maximumConnections", "maximumConnections= is not possible", "whole number")]
    [InlineData("wireFormat.maxFrameSize=1023", "wireFormat.maxFrameSize=1023", "from 1024")]
    [InlineData("wireFormat.maxFrameSize=2gb", "wireFormat.maxFrameSize=2gb", "to 2147483647")]
    [InlineData("wireFormat.maxFrameSize=9223372036854775807", "wireFormat.maxFrameSize", "to 2147483647")]
    [InlineData("wireFormat.maxFrameSize=9999999999gb", "wireFormat.maxFrameSize", "to 2147483647")]
    [InlineData("wireFormat.maxFrameSize=10tb", "wireFormat.maxFrameSize=10tb", "kb, mb or gb")]
    [InlineData("wireFormat.maxInactivityDuration=30s", "wireFormat.maxInactivityDuration=30s", "milliseconds")]
    [InlineData("wireFormat.maxInactivityDurationInitalDelay=-1", "wireFormat.maxInactivityDurationInitalDelay=-1", "milliseconds")]
    [InlineData("wireFormat.tightEncodingEnabled=true", "wireFormat.tightEncodingEnabled=true", "write false or leave it out")]
    [InlineData("wireFormat.cacheEnabled=true", "wireFormat.cacheEnabled=true", "write false or leave it out")]
    [InlineData("connectionTimeout=soon", "connectionTimeout=soon", "milliseconds")]
    [InlineData("tcpNoDelay=1", "tcpNoDelay=1", "true or false")]
    [InlineData("backlog=0", "backlog=0", "from 1 to 65535")]
    [InlineData("backlog=65536", "backlog=65536", "from 1 to 65535")]
    [InlineData("backlog=1&backlog=2", "backlog", "write it once")]
    [InlineData("tcpNoDelay=true&transport.tcpNoDelay=true", "tcpNoDelay", "write it once")]
    [InlineData("backlog=1&amp;tcpNoDelay=true", "&amp;", "write '&'")]
    [InlineData("maxFrameSize=1", "no option 'maxFrameSize'", "wireFormat.maxFrameSize")]
    [InlineData("maximumConections=1", "no option 'maximumConections'", "did you mean maximumConnections?")]
    [InlineData("wireFormat.maxInactivityDurationInitialDelay=1", "InitialDelay'", "did you mean wireFormat.maxInactivityDurationInitalDelay?")]
    [InlineData("MAXIMUMCONNECTIONS=1", "'MAXIMUMCONNECTIONS'", "did you mean maximumConnections?")]
    [InlineData("soTimeout=1", "no option 'soTimeout'", "the options are maximumConnections, wireFormat.maxFrameSize")]
    public void Options_Invalid_NamedWithRightForm(string query, string fault, string form)
    {
        Assert.False(TransportConnectorUri.TryParse("tcp://h:1?" + query, out var uri, out var error));
        Assert.Null(uri);
        Assert.Contains(fault, error, StringComparison.Ordinal);
        Assert.Contains(form, error, StringComparison.Ordinal);
    }

    private static TransportConnectorUri Parse(string text)
    {
        Assert.True(TransportConnectorUri.TryParse(text, out var uri, out var error), error);
        return uri;
    }
}
