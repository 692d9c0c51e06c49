using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Broker.Tests.Web.Hosting;

/// <summary>Starts the real program with something wrong: it must say so in one sentence and end with code 1, soon.</summary>
public sealed class StartTests : IDisposable
{
    // The requirement is two seconds on a quiet machine; tests share theirs.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("start-");

    public void Dispose() => _temporary.Delete(recursive: true);

    [Theory]
    [InlineData("--Broker:DataDirectry=x", "did you mean Broker:DataDirectory?")]
    [InlineData("--Broker:SchedulerSupport=maybe", "Broker:SchedulerSupport: 'maybe' is not possible; the right form is true or false.")]
    [InlineData("--Broker:TransportConnectors:0:Uri=ssl://h:1", "Broker:TransportConnectors:0:Tls:KeyStore: is empty, and ssl://h:1 needs a certificate")]
    [InlineData("--Broker:DataDirectory=/dev/null/data", "Broker:DataDirectory: '/dev/null/data' cannot be created or written")]
    [InlineData("--Urls=nonsense", "Urls: 'nonsense' is no address")]
    public async Task Start_WrongConfiguration_OneSentenceAndCodeOne(string argument, string expected) =>
        AssertOneSentence(expected, await RunAsync(argument));

    [Fact]
    public async Task Start_ConsolePortInUse_OneSentenceAndCodeOne()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}");
        AssertOneSentence(url, await RunAsync($"--Urls={url}", "--Broker:TransportConnectors:0:Uri=tcp://127.0.0.1:0"));
    }

    [Fact]
    public async Task Start_ConnectorPortInUse_OneSentenceAndCodeOne()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var uri = string.Create(CultureInfo.InvariantCulture, $"tcp://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}");
        AssertOneSentence(
            $"the connector 'openwire' cannot listen on {uri}: another program uses this port",
            await RunAsync("--Urls=http://127.0.0.1:0", $"--Broker:TransportConnectors:0:Uri={uri}"));
    }

    private static void AssertOneSentence(string expected, (int Code, string Output, string Error) run)
    {
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, run.Code);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Broker.Web.dll");
        using var process = new Process
        {
            StartInfo = new("dotnet", [program, .. arguments])
            {
                UseShellExecute = false,
                WorkingDirectory = _temporary.FullName,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            },
        };
        process.Start();
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
