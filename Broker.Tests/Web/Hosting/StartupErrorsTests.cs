using System.Net.Sockets;
using Broker.Core.Configuration;
using Broker.Core.Storage;
using Broker.Web.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;

namespace Broker.Tests.Web.Hosting;

public sealed class StartupErrorsTests
{
    [Fact]
    public async Task Run_GracefulStop_ReturnsZeroAndSaysNothing()
    {
        using var error = new StringWriter();
        Assert.Equal(0, await StartupErrors.RunAsync([], () => Task.CompletedTask, error));
        Assert.Equal("", error.ToString());
    }

    public static TheoryData<Exception, string> Explained => new()
    {
        { new StartupException("It is so."), "It is so." },
        { new StoreException("The store is so."), "The store is so." },
        { new InvalidOperationException("outer", new StartupException("It is so.")), "It is so." },
        { new AggregateException(new StartupException("It is so.")), "It is so." },
        { new IOException("Failed to bind to address http://[::]:1: address already in use.", new AddressInUseException("in use")), "Urls: Failed to bind to address http://[::]:1" },
        { new SocketException((int)SocketError.AddressNotAvailable), "Urls: the console's address cannot be used" },
        { new InvalidOperationException("Unable to configure HTTPS endpoint. No server certificate"), "Urls: https needs a certificate" },
        { new InvalidDataException("Failed to load 'f'.", new FormatException("Could not parse.", new InvalidOperationException("Line 1."))), "Failed to load 'f'. Line 1." },
    };

    [Theory]
    [MemberData(nameof(Explained))]
    public async Task Run_OperatorsFault_PrintsSentenceAndReturnsOne(Exception exception, string expected)
    {
        using var error = new StringWriter();
        Assert.Equal(1, await StartupErrors.RunAsync([], () => throw exception, error));
        Assert.StartsWith(expected, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SeveralFaults_PrintsEachOnItsLine()
    {
        using var error = new StringWriter { NewLine = "\n" };
        await StartupErrors.RunAsync([], () => throw new StartupException(["One.", "Two."]), error);
        Assert.Equal("One.\nTwo.\n", error.ToString());
    }

    [Fact]
    public async Task Run_BrokenConfigurationFile_NamesFileAndLine()
    {
        using var error = new StringWriter();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "{ \"Broker\": {");
        var code = await StartupErrors.RunAsync([], () => Task.FromResult(new ConfigurationBuilder().AddJsonFile(file).Build()), error);
        File.Delete(file);
        Assert.Equal(1, code);
        Assert.Contains(file, error.ToString(), StringComparison.Ordinal);
        Assert.Contains("LineNumber", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OwnFault_ThrowsOn() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => StartupErrors.RunAsync([], () => throw new InvalidOperationException("A defect.")));

    [Theory]
    [InlineData("--Broker:DataDirectory", true)]
    [InlineData("--security:anonymous", true)]
    [InlineData("--Broker:DataDirectory=x", false)]
    [InlineData("--help", false)]
    public async Task Run_LastArgumentWithoutValue_Refused(string argument, bool refused)
    {
        using var error = new StringWriter();
        Assert.Equal(refused ? 1 : 0, await StartupErrors.RunAsync([argument], () => Task.CompletedTask, error));
        Assert.Equal(refused, error.ToString().Contains("has no value", StringComparison.Ordinal));
    }
}
