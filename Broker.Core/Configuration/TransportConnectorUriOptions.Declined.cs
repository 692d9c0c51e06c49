namespace Broker.Core.Configuration;

/// <content>ActiveMQ's options that say nothing here: refused with the reason, except where their value is what happens anyway.</content>
internal static partial class TransportConnectorUriOptions
{
    private const string NoThreads = "connections have no threads of their own here";

    private static Option[] Declined() =>
    [
        Decline(Both("soTimeout"), "0", "wireFormat.maxInactivityDuration says how long a client may be silent"),
        Decline(Both("soWriteTimeout"), "0", "a client that does not read holds up itself alone, and goes by wireFormat.maxInactivityDuration"),
        Decline(Both("soLinger"), null, "what was written is sent before a connection closes"),
        Decline(Both("trace"), "false", "set Logging:LogLevel:Broker.Core.Protocols=Debug instead"),
        Decline(Both("startLogging"), "true", "set Logging:LogLevel:Broker.Core.Protocols=Debug instead"),
        Decline(Both("logWriterName"), null, "set Logging:LogLevel:Broker.Core.Protocols=Debug instead"),
        Decline(Both("dynamicManagement"), "false", "there is no JMX"),
        Decline(Both("jmxPort"), null, "there is no JMX"),
        Decline(Both("daemon"), null, NoThreads),
        Decline(Both("threadName"), null, NoThreads),
        Decline(Both("stackSize"), null, NoThreads),
        Decline(Both("corePoolSize"), null, NoThreads),
        Decline(Both("maximumPoolSize"), null, NoThreads),
        Decline(Both("maxConnectionThreadPoolSize"), null, NoThreads),
        Decline(Both("useQueueForAccept"), "true", "accepting never waits for a client"),
        Decline(Both("closeAsync"), "true", "closing never waits for a client"),
        Decline(Both("ioBufferSize"), null, "buffers grow with what is on its way, up to 64 KB at a time; for the system's own write socketBufferSize"),
        Decline(Both("useInactivityMonitor"), "true", "to do without it write wireFormat.maxInactivityDuration=0"),
        Decline(Both("useKeepAlive"), "true", "clients would take an idle broker for gone; to do without silence being judged write wireFormat.maxInactivityDuration=0"),
        Decline(Both("keepAliveResponseRequired"), "false", "every byte that comes is a sign of life"),
        Decline(Both("trafficClass"), null, "packets are marked by the system's firewall"),
        Decline(Both("diffServ"), null, "packets are marked by the system's firewall"),
        Decline(Both("typeOfService"), null, "packets are marked by the system's firewall"),
        Decline(Both("useLocalHost"), null, "the connector's PublishedUri says what clients are told"),
        Decline(Both("verifyHostName"), "false", "a client's certificate names no host"),
        Decline(["auto.protocols"], "openwire", "no other protocol is served by this version"),
        Decline(["wireFormat.sizePrefixDisabled"], "false", "without sizes a frame cannot be limited before it is read"),
        Decline(["wireFormat.maxFrameSizeEnabled"], "true", "the limit protects all other clients; to raise it write wireFormat.maxFrameSize"),
        Decline(["wireFormat.host"], null, "it is for clients to say which host they mean"),
    ];

    private static Option Decline(string[] names, string? accepted, string reason) => new(
        names,
        accepted is null ? $"none; leave it out, since {reason}" : $"{accepted}, or leave it out; {reason}",
        (uri, value) => accepted is not null && value.Equals(accepted, StringComparison.OrdinalIgnoreCase) ? uri : null)
    { IsDeclined = true };
}
