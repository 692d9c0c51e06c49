using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace Broker.Tests.Fixtures;

/// <summary>
/// The real program, Broker.Web, in a process of its own: free loopback ports, a data directory of its own that is deleted afterwards.
/// </summary>
/// <remarks>
/// The environment variable <c>BROKER_UNDER_TEST</c> names another program to run with the same arguments. With
/// <c>Broker.Tests/Interop/activemq.sh</c> there, the interop tests judge ActiveMQ itself, which is how they were calibrated.
/// </remarks>
public sealed class BrokerProcess : IAsyncDisposable
{
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(30);

    private readonly string[] _arguments;
    private readonly bool _ownsData;
    private readonly string _connectorOptions;
    private readonly string? _wrapper;
    private ChildProcess _process;

    private BrokerProcess(string[] arguments, string? dataDirectory = null, string connectorOptions = "", string? wrapper = null)
    {
        _ownsData = dataDirectory is null;
        DataDirectory = dataDirectory ?? Directory.CreateTempSubdirectory("broker-test-").FullName;
        _connectorOptions = connectorOptions;
        _wrapper = wrapper;
        (OpenWirePort, HttpPort) = (FreePorts.Take(), FreePorts.Take());
        _arguments = arguments;
        _process = Launch();
    }

    /// <summary>Starts a broker and waits until its OpenWire port accepts.</summary>
    /// <param name="arguments">Further settings, as on the command line: <c>--Key:Sub=value</c>.</param>
    public static Task<BrokerProcess> StartAsync(params string[] arguments) => ReadyAsync(new BrokerProcess(arguments));

    /// <summary>As <see cref="StartAsync"/>, with options of the connector's URI.</summary>
    public static Task<BrokerProcess> StartWithConnectorAsync(string connectorOptions) =>
        ReadyAsync(new BrokerProcess([], connectorOptions: connectorOptions));

    /// <summary>As <see cref="StartAsync"/>, in a mount namespace of its own, where a script first prepares the data directory.</summary>
    /// <param name="script">For sh; $0 is the data directory, and it has to end with <c>exec "$@"</c>.</param>
    /// <param name="arguments">Further settings.</param>
    public static Task<BrokerProcess> StartInNamespaceAsync(string script, params string[] arguments) =>
        ReadyAsync(new BrokerProcess(arguments, wrapper: script));

    /// <summary>A second broker on the data directory of another, with ports of its own; waits for nothing.</summary>
    public static BrokerProcess StartSlave(BrokerProcess master) => new([], master.DataDirectory);

    /// <summary>One node of a group; waits for nothing.</summary>
    /// <param name="dataDirectory">The group's when they share it, which the caller deletes; null for one of its own.</param>
    /// <param name="arguments">Further settings.</param>
    public static BrokerProcess StartNode(string? dataDirectory, params string[] arguments) => new(arguments, dataDirectory);

    private static async Task<BrokerProcess> ReadyAsync(BrokerProcess broker)
    {
        try
        {
            await broker.WaitUntilReadyAsync();
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    public int OpenWirePort { get; }

    public int HttpPort { get; }

    public string DataDirectory { get; }

    public string OpenWireUrl => $"tcp://127.0.0.1:{OpenWirePort}";

    public string HttpUrl => $"http://127.0.0.1:{HttpPort}";

    public int ProcessId => _process.Id;

    /// <summary>The last lines the broker wrote, for the message of a failing test.</summary>
    public string OutputTail => _process.OutputTail;

    /// <summary>SIGKILL: the process gets no chance to finish anything.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>SIGTERM, a graceful stop; returns the exit code.</summary>
    /// <exception cref="TimeoutException">It did not stop in time, and was killed.</exception>
    public Task<int> StopAsync()
    {
        _process.Terminate();
        return _process.WaitForExitAsync(_stopLimit);
    }

    /// <summary>SIGSTOP: connections stay open, and nothing answers.</summary>
    public Task PauseAsync() => _process.PauseAsync();

    /// <summary>SIGCONT, after <see cref="PauseAsync"/>.</summary>
    public void Resume() => _process.Resume();

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a broker that was killed or stopped again, on the same data and the same ports.</summary>
    public async Task RestartAsync()
    {
        await LaunchAgainAsync();
        await WaitUntilReadyAsync();
    }

    /// <summary>As <see cref="RestartAsync"/>, and waits for nothing.</summary>
    public async Task LaunchAgainAsync()
    {
        await _process.DisposeAsync();
        _process = Launch();
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        if (_ownsData) Directory.Delete(DataDirectory, recursive: true);
    }

    private ChildProcess Launch()
    {
        string[] arguments =
        [
            $"--Urls={HttpUrl}",
            $"--Broker:DataDirectory={DataDirectory}",
            "--Broker:TransportConnectors:0:Name=openwire",
            $"--Broker:TransportConnectors:0:Uri={OpenWireUrl}?{_connectorOptions}",
            .. _arguments,
        ];
        if (Environment.GetEnvironmentVariable("BROKER_UNDER_TEST") is { Length: > 0 } other)
            return ChildProcess.Start("The broker under test", other, arguments);
        var program = ProgramPath();
        if (_wrapper is not null)
            return ChildProcess.Start("The broker", "unshare", ["-m", "sh", "-c", _wrapper, DataDirectory, DotNetPath(), program, .. arguments], Path.GetDirectoryName(program));
        return ChildProcess.Start("The broker", DotNetPath(), [program, .. arguments], Path.GetDirectoryName(program));
    }

    private async Task WaitUntilReadyAsync()
    {
        using var deadline = new CancellationTokenSource(_startLimit);
        while (!await AcceptsAsync(deadline.Token))
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"The broker ended before it listened. Its last lines:\n{OutputTail}");
            if (deadline.IsCancellationRequested)
                throw new TimeoutException($"The broker did not listen on {OpenWireUrl} within {_startLimit.TotalSeconds} s. Its last lines:\n{OutputTail}");
            await Task.Delay(20);
        }
    }

    /// <summary>Whether its OpenWire port takes connections.</summary>
    public async Task<bool> AcceptsAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, OpenWirePort, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Broker.Web in its own output folder, where its runtime configuration, settings and pages lie beside it.</summary>
    private static string ProgramPath()
    {
        var relative = typeof(BrokerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key is "BrokerWebPath").Value!;
        var path = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, relative));
        return File.Exists(path) ? path : throw new FileNotFoundException("Broker.Web is not built.", path);
    }

    /// <summary>The dotnet that runs the tests, or the one on the path.</summary>
    private static string DotNetPath() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet" ? Environment.ProcessPath! : "dotnet";
}
