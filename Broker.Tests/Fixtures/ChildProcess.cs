using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Broker.Tests.Fixtures;

/// <summary>A program started by a test: its output kept line by line, and never left behind.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const int TerminateSignal = 15;
    private const int ContinueSignal = 18;
    private const int StopSignal = 19;

    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly string _name;
    private readonly Task _reading;

    private ChildProcess(string name, ProcessStartInfo start)
    {
        _name = name;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start.");
        _reading = ReadAsync();
    }

    public static ChildProcess Start(string name, string program, IEnumerable<string> arguments, string? workingDirectory = null)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = workingDirectory ?? "" };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return new ChildProcess(name, start);
    }

    /// <summary>As <see cref="Start"/>; the program is killed when the test process ends, in whatever way that happens.</summary>
    /// <remarks>
    /// Linux sends that signal when the <em>thread</em> ends that started the program, and a thread of the pool ends when it is
    /// idle. Hence the start on a thread that lasts.
    /// </remarks>
    public static Task<ChildProcess> StartTiedAsync(string name, string program, IEnumerable<string> arguments) =>
        LastingThread.RunAsync(() => Start(name, "setpriv", ["--pdeathsig", "KILL", program, .. arguments]));

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines written so far to either output, oldest first.</summary>
    public string OutputTail
    {
        get { lock (_output) return string.Join('\n', _output.TakeLast(40)); }
    }

    /// <summary>The next line of standard output, or null when there will be none.</summary>
    /// <exception cref="TimeoutException">No line came before the deadline.</exception>
    public async Task<string?> ReadLineAsync(TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        try
        {
            return await _lines.Reader.WaitToReadAsync(deadline.Token) ? await _lines.Reader.ReadAsync(deadline.Token) : null;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"{_name} wrote nothing for {limit.TotalSeconds} s. Its last lines:\n{OutputTail}", e);
        }
    }

    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for the end and returns the exit code; all output has been read by then.</summary>
    /// <exception cref="TimeoutException">It had not ended by the deadline, and was killed.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException e)
        {
            await KillAsync();
            throw new TimeoutException($"{_name} had not ended after {limit.TotalSeconds} s and was killed. Its last lines:\n{OutputTail}", e);
        }
        await _reading;
        return _process.ExitCode;
    }

    /// <summary>SIGTERM.</summary>
    public void Terminate()
    {
        if (!_process.HasExited) _ = SendSignal(_process.Id, TerminateSignal);
    }

    /// <summary>SIGSTOP, and waits until it stands still: connections stay open, and nothing answers.</summary>
    public Task PauseAsync()
    {
        _ = SendSignal(_process.Id, StopSignal);
        return Eventually.TrueAsync(() => State() is 'T', $"{_name} does not stand still.");
    }

    /// <summary>SIGCONT, after <see cref="PauseAsync"/>.</summary>
    public void Resume() => _ = SendSignal(_process.Id, ContinueSignal);

    /// <summary>SIGKILL, and waits until the process is gone.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    /// <summary>The letter after the name in parentheses, as proc(5) has it: R, S, D, T, Z.</summary>
    private char State()
    {
        var status = File.ReadAllText($"/proc/{_process.Id}/stat");
        return status[status.LastIndexOf(')') + 2];
    }

    private Task ReadAsync() => Task.WhenAll(
        PumpAsync(_process.StandardOutput, line => _lines.Writer.TryWrite(line), () => _lines.Writer.TryComplete()),
        PumpAsync(_process.StandardError, static _ => { }, static () => { }));

    private async Task PumpAsync(StreamReader from, Action<string> line, Action end)
    {
        while (await from.ReadLineAsync() is { } text)
        {
            lock (_output) _output.Add(text);
            line(text);
        }
        end();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
