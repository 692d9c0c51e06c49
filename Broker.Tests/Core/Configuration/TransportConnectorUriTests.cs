using System.Security.Authentication;
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
    [InlineData("ssl://0.0.0.0:61617", "0.0.0.0", 61617)]
    [InlineData("NIO+SSL://0.0.0.0:61617", "0.0.0.0", 61617)]
    [InlineData("auto+ssl://0.0.0.0:61617", "0.0.0.0", 61617)]
    [InlineData("auto+nio+ssl://0.0.0.0:61617", "0.0.0.0", 61617)]
    public void TryParse_SchemeHostPort_Read(string text, string host, int port)
    {
        Assert.True(TransportConnectorUri.TryParse(text, out var uri, out var error), error);
        Assert.Equal((host, port), (uri.Host, uri.Port));
    }

    [Theory]
    [InlineData("tcp://0.0.0.0:61616?maximumConnections=1000", "tcp://0.0.0.0:61616")]
    [InlineData("nio://[::]:1", "tcp://[::]:1")]
    [InlineData("auto+nio+ssl://h:1?needClientAuth=true", "ssl://h:1")]
    public void ToString_AnyUri_LeavesOptionsOut(string text, string expected)
    {
        Assert.True(TransportConnectorUri.TryParse(text, out var uri, out _));
        Assert.Equal(expected, uri.ToString());
    }

    [Theory]
    [InlineData("", "tcp://host:port")]
    [InlineData("0.0.0.0:61616", "tcp://host:port")]
    [InlineData("https://0.0.0.0:61617", "'https' is not supported by this version; use tcp://host:port, or ssl://host:port")]
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

    [Theory]
    [InlineData("tcp", false, false)]
    [InlineData("nio", false, false)]
    [InlineData("ssl", true, false)]
    [InlineData("nio+ssl", true, false)]
    [InlineData("auto", false, true)]
    [InlineData("auto+nio", false, true)]
    [InlineData("auto+ssl", true, true)]
    [InlineData("auto+nio+ssl", true, true)]
    public void Scheme_Known_SaysWhetherTlsAndDetection(string scheme, bool isTls, bool detects)
    {
        var uri = Parse($"{scheme}://h:1");
        Assert.Equal((isTls, detects), (uri.IsTls, uri.DetectsProtocol));
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
        Assert.False(uri.KeepAlive);
        Assert.Null(uri.SocketBufferSizeBytes);
        Assert.Equal((true, true, 1024, true, true), (uri.TightEncodingEnabled, uri.CacheEnabled, uri.CacheSize, uri.StackTraceEnabled, uri.TcpNoDelayEnabled));
        Assert.Equal((12, 0), (uri.WireFormatVersion, uri.MinimumWireFormatVersion));
        Assert.Equal((false, false, SslProtocols.None, ""), (uri.NeedClientAuth, uri.WantClientAuth, uri.EnabledProtocols, uri.EnabledCipherSuites));
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
        { "wireFormat.tightEncodingEnabled=false", uri => uri.TightEncodingEnabled, false },
        { "wireFormat.cacheEnabled=FALSE", uri => uri.CacheEnabled, false },
        { "wireFormat.cacheSize=1", uri => uri.CacheSize, 1 },
        { "wireFormat.cacheSize=16383", uri => uri.CacheSize, 16383 },
        { "wireFormat.stackTraceEnabled=false", uri => uri.StackTraceEnabled, false },
        { "wireFormat.tcpNoDelayEnabled=false", uri => uri.TcpNoDelayEnabled, false },
        { "wireFormat.version=1", uri => uri.WireFormatVersion, 1 },
        { "wireFormat.version=12", uri => uri.WireFormatVersion, 12 },
        { "minmumWireFormatVersion=0", uri => uri.MinimumWireFormatVersion, 0 },
        { "transport.minmumWireFormatVersion=12", uri => uri.MinimumWireFormatVersion, 12 },
        { "keepAlive=true", uri => uri.KeepAlive, true },
        { "transport.socketBufferSize=64kb", uri => uri.SocketBufferSizeBytes!, 65536 },
        { "protocolDetectionTimeOut=1", uri => uri.ConnectAttemptTimeout, TimeSpan.FromMilliseconds(1) },
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
    [InlineData("wireFormat.tightEncodingEnabled=yes", "wireFormat.tightEncodingEnabled=yes", "true or false")]
    [InlineData("wireFormat.cacheEnabled=", "wireFormat.cacheEnabled=", "true or false")]
    [InlineData("wireFormat.cacheSize=0", "wireFormat.cacheSize=0", "from 1 to 16383")]
    [InlineData("wireFormat.cacheSize=16384", "wireFormat.cacheSize=16384", "from 1 to 16383")]
    [InlineData("wireFormat.stackTraceEnabled=1", "wireFormat.stackTraceEnabled=1", "true or false")]
    [InlineData("wireFormat.tcpNoDelayEnabled=1", "wireFormat.tcpNoDelayEnabled=1", "true or false")]
    [InlineData("wireFormat.version=0", "wireFormat.version=0", "from 1 to 12")]
    [InlineData("wireFormat.version=13", "wireFormat.version=13", "from 1 to 12")]
    [InlineData("minmumWireFormatVersion=13", "minmumWireFormatVersion=13", "from 0 to 12")]
    [InlineData("keepAlive=1", "keepAlive=1", "true or false")]
    [InlineData("socketBufferSize=1023", "socketBufferSize=1023", "from 1024 to 67108864")]
    [InlineData("socketBufferSize=65mb", "socketBufferSize=65mb", "from 1024 to 67108864")]
    [InlineData("needClientAuth=true", "needClientAuth is for TLS", "write ssl://host:port")]
    [InlineData("transport.enabledProtocols=TLSv1.3", "transport.enabledProtocols is for TLS", "write ssl://host:port")]
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
    [InlineData("speed=1", "no option 'speed'", "the options are maximumConnections, transport.connectAttemptTimeout")]
    [InlineData("soTimeout=1", "soTimeout=1 is not possible", "0, or leave it out; wireFormat.maxInactivityDuration")]
    [InlineData("transport.trace=true", "transport.trace=true", "Logging:LogLevel")]
    [InlineData("daemon=true", "daemon=true", "none; leave it out, since connections have no threads")]
    [InlineData("wireFormat.sizePrefixDisabled=true", "sizePrefixDisabled=true", "false, or leave it out; without sizes")]
    [InlineData("wireFormat.maxFrameSizeEnabled=false", "maxFrameSizeEnabled=false", "write wireFormat.maxFrameSize")]
    [InlineData("auto.protocols=stomp", "auto.protocols=stomp", "openwire")]
    public void Options_Invalid_NamedWithRightForm(string query, string fault, string form)
    {
        Assert.False(TransportConnectorUri.TryParse("tcp://h:1?" + query, out var uri, out var error));
        Assert.Null(uri);
        Assert.Contains(fault, error, StringComparison.Ordinal);
        Assert.Contains(form, error, StringComparison.Ordinal);
    }

    public static TheoryData<string, Func<TransportConnectorUri, object>, object> ValidTlsOptions => new()
    {
        { "needClientAuth=true", uri => uri.NeedClientAuth, true },
        { "transport.wantClientAuth=true", uri => uri.WantClientAuth, true },
        { "enabledProtocols=TLSv1.3", uri => uri.EnabledProtocols, SslProtocols.Tls13 },
        { "transport.enabledProtocols=TLSv1.2, TLSv1.3", uri => uri.EnabledProtocols, SslProtocols.Tls12 | SslProtocols.Tls13 },
        { "enabledCipherSuites=TLS_AES_256_GCM_SHA384, TLS_AES_128_GCM_SHA256", uri => uri.EnabledCipherSuites, "TLS_AES_256_GCM_SHA384,TLS_AES_128_GCM_SHA256" },
    };

    [Theory]
    [MemberData(nameof(ValidTlsOptions))]
    public void Options_ValidWithTls_Taken(string query, Func<TransportConnectorUri, object> read, object expected) =>
        Assert.Equal(expected, read(Parse("ssl://h:1?" + query)));

    [Theory]
    [InlineData("needClientAuth=yes", "true or false")]
    [InlineData("wantClientAuth=", "true or false")]
    [InlineData("enabledProtocols=SSLv3", "TLSv1.2, TLSv1.3")]
    [InlineData("enabledProtocols=", "TLSv1.2, TLSv1.3")]
    [InlineData("enabledCipherSuites=AES", "IANA names")]
    [InlineData("enabledCipherSuites=4865", "IANA names")]
    [InlineData("verifyHostName=true", "a client's certificate names no host")]
    public void Options_InvalidWithTls_NamedWithRightForm(string query, string form)
    {
        Assert.False(TransportConnectorUri.TryParse("ssl://h:1?" + query, out _, out var error));
        Assert.Contains($"{query} is not possible", error, StringComparison.Ordinal);
        Assert.Contains(form, error, StringComparison.Ordinal);
    }

    // What ActiveMQ's documentation writes may stay where it changes nothing.
    [Theory]
    [InlineData("soTimeout=0&trace=false&closeAsync=true&useKeepAlive=true&useInactivityMonitor=true&wireFormat.sizePrefixDisabled=false&auto.protocols=openwire")]
    public void Options_DeclinedWithTheOnlyValue_ChangeNothing(string query) => Assert.Equal(Parse("tcp://h:1"), Parse("tcp://h:1?" + query));

    private static TransportConnectorUri Parse(string text)
    {
        Assert.True(TransportConnectorUri.TryParse(text, out var uri, out var error), error);
        return uri;
    }
}
