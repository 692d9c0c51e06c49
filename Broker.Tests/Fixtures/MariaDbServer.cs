using System.Globalization;
using System.Security.Cryptography;

namespace Broker.Tests.Fixtures;

/// <summary>A MariaDB of the tests' own: its port, socket and data in a temporary directory, gone with the test.</summary>
/// <remarks>
/// It never touches the system's server and reads none of its settings. It commits honestly (a commit is on disk before it is
/// answered), and it is killed when the test process ends, however that happens.
/// What the tests connect with is the user <c>broker</c>, who has what a customer gives: all rights on databases whose name begins
/// with <c>broker_</c>, to create them too, and nothing else. What breaks things is done as root, through the socket.
/// </remarks>
public sealed class MariaDbServer : IAsyncDisposable
{
    /// <summary>The user of <see cref="ConnectionString"/>.</summary>
    public const string User = "broker";

    internal const string RedoLogArgument = "--innodb-log-file-size=64M";

    private const string MountAndWait = """
        mount -t tmpfs -o size="$1"m broker-test "$0" || exit 97
        echo mounted
        exec cat
        """;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StatementLimit = TimeSpan.FromSeconds(60);

    private readonly MariaDbSetup _setup;
    private readonly string _directory;
    private ChildProcess? _process;
    private ChildProcess? _disk;

    private MariaDbServer(MariaDbSetup setup)
    {
        _setup = setup;
        _directory = RunDirectory.Create(setup.Name);
        DataDirectory = Directory.CreateDirectory(Path.Combine(_directory, "data")).FullName;
        Port = FreePorts.Take();
        Password = setup.Password ?? RandomNumberGenerator.GetHexString(24);
    }

    /// <summary>Starts a server on new data and waits until it answers.</summary>
    /// <param name="arguments">For mariadbd, after the fixture's own: the last one wins.</param>
    public static Task<MariaDbServer> StartAsync(params string[] arguments) => StartAsync(new MariaDbSetup { Arguments = arguments });

    /// <summary>As <see cref="StartAsync(string[])"/>, with the data on a small file system of its own, to be filled for real.</summary>
    /// <remarks>Needs the right to mount; see <see cref="MountFactAttribute"/>. An empty server takes 110 MB of it.</remarks>
    public static Task<MariaDbServer> StartOnSmallDiskAsync(int sizeMegabytes, params string[] arguments) =>
        StartAsync(new MariaDbSetup { Arguments = arguments, DiskMegabytes = sizeMegabytes });

    /// <summary>As <see cref="StartAsync(string[])"/>, with a clock of its own; see <see cref="SetClockOffsetAsync"/>.</summary>
    public static Task<MariaDbServer> StartWithClockAsync(params string[] arguments) =>
        StartAsync(new MariaDbSetup { Arguments = arguments, OwnClock = true });

    internal static async Task<MariaDbServer> StartAsync(MariaDbSetup setup)
    {
        var server = await PrepareAsync(setup);
        try
        {
            await server.StartAgainAsync();
            if (setup.Password is null) await server.CreateUserAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The data lies ready, and nothing runs.</summary>
    internal static async Task<MariaDbServer> PrepareAsync(MariaDbSetup setup)
    {
        var template = setup.Template ?? await MariaDbTemplate.PlainAsync();
        var server = new MariaDbServer(setup);
        try
        {
            if (setup.DiskMegabytes is { } size) await server.MountAsync(size);
            // On a disk that is to fill up, the redo log has its space from the beginning, as it has when a server makes it.
            await MariaDbPrograms.CopyAsync(template, server.DiskPath, withHoles: setup.DiskMegabytes is null);
            if (setup.OwnClock) await server.SetClockOffsetAsync(TimeSpan.Zero);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public int Port { get; }

    public string Password { get; }

    /// <summary>As the server sees it.</summary>
    public string DataDirectory { get; }

    /// <summary><see cref="DataDirectory"/> as this process sees it, which differs for a server on a small disk.</summary>
    public string DiskPath => _disk is null ? DataDirectory : $"/proc/{_disk.Id}/root{DataDirectory}";

    public string SocketPath => Path.Combine(_directory, "socket");

    public int ProcessId => Running.Id;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The last lines of the server's log, for the message of a failing test.</summary>
    public string OutputTail => _process?.OutputTail ?? "It was not started.";

    /// <summary>To a database that is there from the start and is shared by whoever uses this server.</summary>
    public string ConnectionString => ConnectionStringTo("broker_main");

    /// <summary>To a database by its name, as Connector/NET spells it.</summary>
    public string ConnectionStringTo(string database) => $"Server=127.0.0.1;Port={Port};Database={database};Uid={User};Pwd={Password}";

    /// <summary>Makes a new, empty database and returns the connection string to it.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"broker_{Guid.NewGuid():N}";
        await ExecuteAsRootAsync($"CREATE DATABASE {name}");
        return ConnectionStringTo(name);
    }

    /// <summary>Runs statements as root through the socket; returns the rows, a line each, with tabs between the columns.</summary>
    /// <exception cref="InvalidOperationException">The server refused one, or was not there; the text says why.</exception>
    /// <exception cref="TimeoutException">No answer within the limit, which is a minute when none is given.</exception>
    public Task<string> ExecuteAsRootAsync(string sql, TimeSpan? limit = null) => MariaDbPrograms.RunAsync(
        MariaDbPrograms.Client,
        ["--no-defaults", "--user=root", $"--socket={SocketPath}", "--batch", "--raw", "--skip-column-names", $"--execute={sql}"],
        limit ?? StatementLimit);

    /// <summary>As <see cref="ExecuteAsRootAsync"/>, as the user whom the tests connect with, over TCP.</summary>
    public Task<string> ExecuteAsUserAsync(string sql, TimeSpan? limit = null) => MariaDbPrograms.RunAsync(
        MariaDbPrograms.Client,
        [
            "--no-defaults", $"--user={User}", $"--password={Password}", "--protocol=tcp", "--host=127.0.0.1", $"--port={Port}",
            "--batch", "--raw", "--skip-column-names", $"--execute={sql}",
        ],
        limit ?? StatementLimit);

    /// <summary>Cuts every connection of a user, as an administrator does; their transactions are rolled back.</summary>
    public Task KillConnectionsOfAsync(string user = User) => ExecuteAsRootAsync($"KILL HARD CONNECTION USER '{user}'");

    /// <summary>Refuses the user's writes, or takes them again (GLOBAL read_only). Root may still write.</summary>
    public Task SetReadOnlyAsync(bool readOnly) => ExecuteAsRootAsync($"SET GLOBAL read_only = {(readOnly ? 1 : 0)}");

    /// <summary>Shifts the clock that NOW, SYSDATE and UTC_TIMESTAMP read, at once; the machine's stays. Zero puts it right.</summary>
    /// <exception cref="InvalidOperationException">Not started by <see cref="StartWithClockAsync"/>.</exception>
    public async Task SetClockOffsetAsync(TimeSpan offset)
    {
        if (!_setup.OwnClock) throw new InvalidOperationException($"Start the server with {nameof(StartWithClockAsync)}.");
        // Written aside and moved there: the server reads it at every look at its clock.
        var next = ClockFile + ".next";
        await File.WriteAllTextAsync(next, offset.TotalSeconds.ToString("+0.000000;-0.000000", CultureInfo.InvariantCulture));
        File.Move(next, ClockFile, overwrite: true);
    }

    /// <summary>Leaves no byte on a small disk, until <see cref="FreeDisk"/>.</summary>
    /// <remarks>
    /// The write that then finds no space takes MariaDB 10.11 down: "Out of disk space in rollback", five seconds later. So does
    /// a disk that fills up row by row. A full table without that end is one in a system tablespace with a limit:
    /// <c>--innodb-file-per-table=0 --innodb-data-file-path=ibdata1:12M:autoextend:max:64M</c>, which gives error 1114.
    /// </remarks>
    public void FillDisk()
    {
        if (_disk is null) throw new InvalidOperationException($"Start the server with {nameof(StartOnSmallDiskAsync)}.");
        var block = new byte[64 * 1024];
        try
        {
            using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, 0);
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            // Full, which is what was wanted.
        }
    }

    public void FreeDisk() => File.Delete(Filler);

    /// <summary>SIGKILL: the server gets no chance to finish anything.</summary>
    public Task KillAsync() => Running.KillAsync();

    /// <summary>SIGTERM, an orderly shutdown, and waits for its end.</summary>
    /// <exception cref="TimeoutException">It did not stop in time, and was killed.</exception>
    public Task<int> StopAsync()
    {
        Running.Terminate();
        return Running.WaitForExitAsync(StopLimit);
    }

    /// <summary>Stands still: connections stay open, nothing is answered, new ones wait.</summary>
    public Task PauseAsync() => Running.PauseAsync();

    public Task ResumeAsync()
    {
        Running.Resume();
        return Task.CompletedTask;
    }

    /// <summary>Starts a server that was killed or stopped again, on the same data and the same port, and waits until it answers.</summary>
    public async Task StartAgainAsync()
    {
        await LaunchAsync();
        await WaitUntilReadyAsync();
    }

    /// <summary>As <see cref="StartAgainAsync"/>, and waits for nothing.</summary>
    internal async Task LaunchAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        var further = _setup.StartArguments is { } ask ? await ask(this) : [];
        var command = Command(further);
        _process = await ChildProcess.StartTiedAsync($"MariaDB ({_setup.Name})", command[0], command.Skip(1));
    }

    internal async Task WaitUntilReadyAsync()
    {
        using var deadline = new CancellationTokenSource(StartLimit);
        while (!await AnswersAsync())
        {
            if (!IsRunning) throw new InvalidOperationException($"MariaDB ended before it answered. Its last lines:\n{OutputTail}");
            if (deadline.IsCancellationRequested)
                throw new TimeoutException($"MariaDB did not answer within {StartLimit.TotalSeconds} s. Its last lines:\n{OutputTail}");
            await Task.Delay(20);
        }
    }

    /// <summary>Makes the application user and its first database.</summary>
    internal Task CreateUserAsync() => ExecuteAsRootAsync($"""
        CREATE OR REPLACE USER '{User}'@'%' IDENTIFIED BY '{Password}';
        GRANT ALL PRIVILEGES ON `broker\_%`.* TO '{User}'@'%';
        CREATE OR REPLACE DATABASE broker_main;
        """);

    /// <summary>The program and its arguments, as they are for every start; what comes last wins.</summary>
    internal string[] Command(IReadOnlyList<string> further)
    {
        string[] namespaces = _disk is null ? [] : ["nsenter", $"--target={_disk.Id}", "--mount", "--"];
        return
        [
            .. namespaces, "env", .. Variables(), MariaDbPrograms.Server,
            "--no-defaults", .. MariaDbPrograms.UserArguments,
            $"--datadir={DataDirectory}", $"--socket={SocketPath}", $"--pid-file={Path.Combine(_directory, "pid")}", $"--tmpdir={_directory}",
            $"--port={Port}", "--bind-address=127.0.0.1", "--skip-name-resolve",
            "--innodb-flush-log-at-trx-commit=1", "--skip-log-bin", RedoLogArgument,
            "--innodb-buffer-pool-size=128M", "--max-allowed-packet=256M",
            "--loose-innodb-buffer-pool-dump-at-shutdown=OFF", "--loose-innodb-buffer-pool-load-at-startup=OFF",
            "--loose-performance-schema=OFF", "--loose-feedback=OFF",
            .. _setup.Arguments, .. further,
        ];
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        if (_disk is not null) await _disk.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private ChildProcess Running => _process ?? throw new InvalidOperationException("The server was not started.");

    private string ClockFile => Path.Combine(_directory, "clock");

    private string Filler => Path.Combine(DiskPath, "filler");

    private IEnumerable<string> Variables()
    {
        if (_setup.ProgramDirectory is { } programs) yield return $"PATH={programs}:{Environment.GetEnvironmentVariable("PATH")}";
        if (!_setup.OwnClock) yield break;
        yield return $"LD_PRELOAD={MariaDbPrograms.FindFile("/usr/lib", "libfaketimeMT.so.1", "libfaketime")}";
        yield return $"FAKETIME_TIMESTAMP_FILE={ClockFile}";
        yield return "FAKETIME_NO_CACHE=1";
        yield return "FAKETIME_DISABLE_SHM=1";
        // What measures how long something takes is no clock, and stays true.
        yield return "FAKETIME_DONT_FAKE_MONOTONIC=1";
    }

    /// <summary>The file system outlives the server, so that it can be started again: a process of its own holds it.</summary>
    private async Task MountAsync(int megabytes)
    {
        string[] arguments = ["-m", "sh", "-c", MountAndWait, DataDirectory, megabytes.ToString(CultureInfo.InvariantCulture)];
        _disk = await ChildProcess.StartTiedAsync("The small disk", "unshare", arguments);
        if (await _disk.ReadLineAsync(StartLimit) is not "mounted")
            throw new InvalidOperationException($"The small disk could not be mounted:\n{_disk.OutputTail}");
    }

    private async Task<bool> AnswersAsync()
    {
        if (!File.Exists(SocketPath)) return false;
        try
        {
            await ExecuteAsRootAsync("SELECT 1");
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
