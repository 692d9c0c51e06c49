using System.Net.Sockets;
using Broker.Core.Transports;
using Microsoft.AspNetCore.Connections;

namespace Broker.Tests.Core.Transports;

public sealed class ListenErrorsTests
{
    public static TheoryData<Exception, string> Known => new()
    {
        { new AddressInUseException("in use"), "another program uses this port; stop it" },
        { new IOException("outer", new SocketException((int)SocketError.AddressAlreadyInUse)), "another program uses this port; stop it" },
        { new SocketException((int)SocketError.AddressNotAvailable), "this machine has no such address" },
        { new SocketException((int)SocketError.AccessDenied), "choose a port from 1024 up" },
        { new SocketException((int)SocketError.HostNotFound), "the host name is unknown" },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Explain_AddressFailure_NamesConnectorUriCauseAndHelp(Exception exception, string expected)
    {
        var sentence = ListenErrors.Explain("openwire", "tcp://h:1", exception);
        Assert.StartsWith("Broker:TransportConnectors: the connector 'openwire' cannot listen on tcp://h:1: ", sentence, StringComparison.Ordinal);
        Assert.Contains(expected, sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_OtherFailure_Null() => Assert.Null(ListenErrors.Explain("openwire", "tcp://h:1", new IOException("disk")));
}
