using System.Globalization;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Interop;

/// <summary>
/// Java producers and consumers behind <c>failover:(...)</c> that write down every answer (<c>FailoverClient.java</c>), and the
/// comparison with what the broker still has.
/// </summary>
internal sealed class FailoverLoad : IAsyncDisposable
{
    private const string Queue = "IT.failover";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly string _logs = Directory.CreateTempSubdirectory("broker-test-").FullName;
    private readonly string _url;
    private readonly Func<string> _describe;
    private ChildProcess? _client;
    private long _answered;

    private FailoverLoad(string url, Func<string> describe)
    {
        _url = url;
        _describe = describe;
    }

    public static Task<FailoverLoad> StartAsync(BrokerProcess broker, params string[] arguments) =>
        StartAsync([broker.OpenWireUrl], () => broker.OutputTail, arguments);

    /// <param name="urls">The brokers of a group; clients try them in this order.</param>
    /// <param name="describe">What to say of the brokers when something fails.</param>
    /// <param name="arguments">Further ones for the client.</param>
    public static async Task<FailoverLoad> StartAsync(IEnumerable<string> urls, Func<string> describe, params string[] arguments)
    {
        var load = new FailoverLoad($"failover:({string.Join(',', urls)})?initialReconnectDelay=10&maxReconnectDelay=100&randomize=false", describe);
        load._client = await JavaClient.StartAsync("FailoverClient", ["run", "--url", load._url, "--queue", Queue, "--log", load._logs, .. arguments]);
        return load;
    }

    /// <summary>Waits until the broker has answered this many more sends than it had when this was called.</summary>
    public async Task MoreAnsweredAsync(int count)
    {
        var wanted = _answered + count;
        using var deadline = new CancellationTokenSource(_patience);
        while (_answered < wanted)
        {
            if (deadline.IsCancellationRequested)
                throw new TimeoutException($"Fewer than {count} sends were answered in {_patience.TotalSeconds} s. Broker:\n{_describe()}");
            Observe(await ReadAsync());
        }
    }

    /// <summary>Lets the load run for a while, its answers counted.</summary>
    public async Task RunForAsync(TimeSpan duration)
    {
        using var end = new CancellationTokenSource(duration);
        while (!end.IsCancellationRequested) Observe(await ReadAsync());   // a line comes every 100 ms
    }

    /// <summary>The longest waits since this or the other was last called; answers from now on count for <see cref="MoreAnsweredAsync"/>.</summary>
    public Task<FailoverGaps> TakeGapsAsync() => TakeGapsAsync("gaps");

    /// <summary>As <see cref="TakeGapsAsync()"/>, and ends a window in which the store changed hands so many times: the answering broker may change as often.</summary>
    public Task<FailoverGaps> MarkAsync(long takeovers) => TakeGapsAsync(string.Create(CultureInfo.InvariantCulture, $"mark {takeovers}"));

    /// <summary>Ends the load, drains what is left, and compares.</summary>
    public async Task<FailoverReport> StopAndVerifyAsync()
    {
        await _client!.WriteLineAsync("stop");
        while (await ReadAsync() is { } line and not "STOPPED") Observe(line);
        await _client.WaitForExitAsync(_patience);
        await using var verifier = await JavaClient.StartAsync("FailoverClient", ["verify", "--url", _url, "--queue", Queue, "--log", _logs]);
        List<string> lines = [];
        while (await verifier.ReadLineAsync(_patience) is { } line) lines.Add(line);
        return FailoverReport.Parse(lines);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
        Directory.Delete(_logs, recursive: true);
    }

    private async Task<FailoverGaps> TakeGapsAsync(string command)
    {
        await _client!.WriteLineAsync(command);
        while (true)
        {
            var line = await ReadAsync();
            if (line?.Split(' ') is ["MARK", var answered, var send, var receive])
            {
                _answered = long.Parse(answered, CultureInfo.InvariantCulture);
                return new FailoverGaps(Microseconds(send), Microseconds(receive));
            }
            Observe(line);
        }
    }

    private static TimeSpan Microseconds(string text) => TimeSpan.FromMicroseconds(long.Parse(text, CultureInfo.InvariantCulture));

    private Task<string?> ReadAsync() => _client!.ReadLineAsync(_patience);

    // PROGRESS 1234 1200
    private void Observe(string? line)
    {
        switch (line?.Split(' '))
        {
            case ["PROGRESS", var answered, ..]:
                _answered = long.Parse(answered, CultureInfo.InvariantCulture);
                break;
            case ["ERROR", ..] or null:
                throw new InvalidOperationException($"The client failed: {line}\n{_client!.OutputTail}\nBroker:\n{_describe()}");
        }
    }
}
