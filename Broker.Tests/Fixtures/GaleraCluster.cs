using System.Globalization;
using System.Security.Cryptography;

namespace Broker.Tests.Fixtures;

/// <summary>Three MariaDB servers that hold the same data, each writable, as one Galera cluster on loopback ports.</summary>
/// <remarks>
/// A node that is gone, stands still or is cut off is noticed after about two seconds, until when writes on the others wait.
/// A node that comes back is synchronised again after about three seconds, and a healed partition after about five.
/// </remarks>
public sealed class GaleraCluster : IAsyncDisposable
{
    private const int Size = 3;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly int[] _groupPorts = [FreePorts.Take(), FreePorts.Take(), FreePorts.Take()];
    private readonly string _password = RandomNumberGenerator.GetHexString(24);
    private readonly List<MariaDbServer> _nodes = [];
    private MariaDbServer? _founder;

    private GaleraCluster()
    {
    }

    /// <summary>Starts three nodes and waits until each of them sees all three and takes writes.</summary>
    /// <param name="arguments">For mariadbd on every node, after the fixture's own: the last one wins.</param>
    public static async Task<GaleraCluster> StartAsync(params string[] arguments)
    {
        var cluster = new GaleraCluster();
        try
        {
            await cluster.FormAsync(arguments);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>In the order of <see cref="ConnectionString"/>. A node that was killed joins again with its StartAgainAsync.</summary>
    public IReadOnlyList<MariaDbServer> Nodes => _nodes;

    /// <summary>Names all three servers, to a database that is there from the start.</summary>
    public string ConnectionString => ConnectionStringTo("broker_main");

    /// <summary>Names all three servers with their ports, as Connector/NET spells it: host:port, with commas.</summary>
    public string ConnectionStringTo(string database) =>
        $"Server={string.Join(',', _nodes.Select(node => $"127.0.0.1:{node.Port}"))};Database={database};Uid={MariaDbServer.User};Pwd={_password}";

    /// <summary>Makes a new, empty database and returns its name; <see cref="ConnectionStringTo"/> spells the way to it.</summary>
    public async Task<string> CreateDatabaseAsync(int onNode = 0)
    {
        var name = $"broker_{Guid.NewGuid():N}";
        await _nodes[onNode].ExecuteAsRootAsync($"CREATE DATABASE {name}");
        return name;
    }

    /// <summary>Cuts one node off from the other two, and waits until it knows and they go on without it.</summary>
    /// <remarks>Its clients stay connected; it refuses reads and writes with error 1047.</remarks>
    public async Task IsolateAsync(int index)
    {
        await SetIsolationAsync(index, isolated: true);
        await Eventually.TrueAsync(
            async () => !(await ViewAsync(index)).IsPrimary && await CountPrimaryAsync() is Size - 1,
            () => $"Node {index} was not cut off.\n{OutputTail}",
            StartLimit);
    }

    /// <summary>Joins a node that was cut off to the others again, and waits until it has caught up.</summary>
    public async Task HealAsync(int index)
    {
        await SetIsolationAsync(index, isolated: false);
        await WaitUntilPrimaryAsync(_nodes.Count(node => node.IsRunning), StartLimit);
    }

    /// <summary>Waits until so many nodes, and no others, form the primary component and take writes.</summary>
    /// <exception cref="TimeoutException">They did not before the deadline; the text has the nodes' last lines.</exception>
    public Task WaitUntilPrimaryAsync(int nodes, TimeSpan deadline) => Eventually.TrueAsync(
        async () => await CountPrimaryAsync() == nodes,
        () => $"There are no {nodes} nodes in service.\n{OutputTail}",
        deadline);

    /// <summary>What a node says of itself; one that is not there or does not answer is not primary.</summary>
    public async Task<GaleraView> ViewAsync(int index)
    {
        try
        {
            return GaleraView.Parse(await _nodes[index].ExecuteAsRootAsync(GaleraView.Query, TimeSpan.FromSeconds(1)));
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
            return GaleraView.Absent;
        }
    }

    /// <summary>Starts all nodes after all of them were killed or stopped, as an administrator does: first the one whose data goes furthest.</summary>
    public async Task StartAgainAsync()
    {
        var positions = await Task.WhenAll(_nodes.Select(RecoverPositionAsync));
        var order = _nodes.Zip(positions, static (node, position) => (Node: node, Sequence: SequenceOf(position)))
            .OrderByDescending(static each => each.Sequence).Select(static each => each.Node).ToList();
        foreach (var node in order) File.Delete(Path.Combine(node.DataDirectory, "gvwstate.dat"));
        await AllowToFoundAsync(order[0]);
        await StartInOrderAsync(order);
    }

    public string OutputTail => string.Join('\n', _nodes.Select(static (node, i) => $"--- node {i}\n{node.OutputTail}"));

    public async ValueTask DisposeAsync()
    {
        // Killed first and all of them: one that stays would look for the others.
        foreach (var node in _nodes.Where(static node => node.IsRunning)) await node.KillAsync();
        foreach (var node in _nodes) await node.DisposeAsync();
    }

    /// <summary>What makes a server a node of a cluster; all of it on loopback.</summary>
    internal static IReadOnlyList<string> Arguments(int groupPort, int transferPort, string address) =>
    [
        "--wsrep-on=ON",
        $"--wsrep-provider={MariaDbPrograms.FindFile("/usr/lib", "libgalera_smm.so", "galera-4")}",
        "--binlog-format=ROW",
        "--innodb-autoinc-lock-mode=2",
        "--wsrep-cluster-name=broker-test",
        $"--wsrep-cluster-address={address}",
        "--wsrep-node-address=127.0.0.1",
        $"--wsrep-sst-method={GaleraStateTransfer.Method}",
        $"--wsrep-provider-options={ProviderOptions(groupPort, transferPort)}",
    ];

    /// <summary>
    /// suspect_timeout decides how soon a lost node is given up. install_timeout has to be below inactive_timeout, and with two
    /// seconds a healed partition takes fifteen to find together.
    /// </summary>
    private static string ProviderOptions(int groupPort, int transferPort) => string.Join(
        ';',
        "base_host=127.0.0.1",
        $"base_port={groupPort}",
        $"gmcast.listen_addr=tcp://127.0.0.1:{groupPort}",
        $"ist.recv_addr=127.0.0.1:{transferPort}",
        "evs.keepalive_period=PT0.3S",
        "evs.inactive_check_period=PT0.3S",
        "evs.suspect_timeout=PT1S",
        "evs.inactive_timeout=PT6S",
        "evs.install_timeout=PT6S",
        "gcache.size=32M");

    private async Task FormAsync(string[] arguments)
    {
        var template = await MariaDbTemplate.GaleraAsync();
        var address = $"gcomm://{string.Join(',', _groupPorts.Select(port => $"127.0.0.1:{port}"))}";
        for (var i = 0; i < Size; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"galera-{i}");
            _nodes.Add(await MariaDbServer.PrepareAsync(new MariaDbSetup
            {
                Name = name,
                Template = template,
                Arguments = [.. Arguments(_groupPorts[i], FreePorts.Take(), address), $"--wsrep-node-name={name}", .. arguments],
                StartArguments = StartArgumentsAsync,
                ProgramDirectory = GaleraStateTransfer.ProgramDirectory,
                Password = _password,
            }));
        }
        await StartInOrderAsync(_nodes);
        await _nodes[0].CreateUserAsync();
    }

    /// <summary>The first founds the cluster, the others join it one after another: of two that join at once, one waits five seconds.</summary>
    private async Task StartInOrderAsync(List<MariaDbServer> order)
    {
        for (var i = 0; i < Size; i++)
        {
            _founder = i is 0 ? order[0] : null;
            await order[i].StartAgainAsync();
            await WaitUntilPrimaryAsync(i + 1, StartLimit);
        }
    }

    /// <summary>Every start says up to where the node's data goes, as galera_recovery does: a node that was killed does not know.</summary>
    private async Task<IReadOnlyList<string>> StartArgumentsAsync(MariaDbServer node)
    {
        var position = await RecoverPositionAsync(node);
        return
        [
            .. position is null ? Array.Empty<string>() : [$"--wsrep-start-position={position}"],
            .. node == _founder ? ["--wsrep-new-cluster"] : Array.Empty<string>(),
        ];
    }

    /// <summary>The cluster's identity, a colon, and the last write in the node's data; null when there is none.</summary>
    private static async Task<string?> RecoverPositionAsync(MariaDbServer node)
    {
        const string Found = "Recovered position:";
        var command = node.Command(["--wsrep-recover"]);
        await using var recovery = await ChildProcess.StartTiedAsync("MariaDB (recovery)", command[0], command.Skip(1));
        _ = await recovery.WaitForExitAsync(StartLimit);
        var line = recovery.OutputTail.Split('\n').LastOrDefault(static line => line.Contains(Found, StringComparison.Ordinal));
        return line?[(line.IndexOf(Found, StringComparison.Ordinal) + Found.Length)..].Trim();
    }

    private static long SequenceOf(string? position) =>
        position is null ? -1 : long.Parse(position.AsSpan(position.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);

    /// <summary>A node that was not the last to leave refuses to found a cluster, until somebody writes that it may.</summary>
    private static async Task AllowToFoundAsync(MariaDbServer node)
    {
        var path = Path.Combine(node.DataDirectory, "grastate.dat");
        var state = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, state.Replace("safe_to_bootstrap: 0", "safe_to_bootstrap: 1", StringComparison.Ordinal));
    }

    private Task<string> SetIsolationAsync(int index, bool isolated) =>
        _nodes[index].ExecuteAsRootAsync($"SET GLOBAL wsrep_provider_options = 'gmcast.isolate={(isolated ? 1 : 0)}'");

    /// <summary>The nodes in service that agree on how many they are; 0 while they do not.</summary>
    private async Task<int> CountPrimaryAsync()
    {
        var views = await Task.WhenAll(Enumerable.Range(0, Size).Select(ViewAsync));
        var serving = views.Where(static view => view.IsServing).ToList();
        return serving.TrueForAll(view => view.Members == serving.Count) ? serving.Count : 0;
    }
}
