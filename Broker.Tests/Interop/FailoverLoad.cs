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
    private readonly BrokerProcess _broker;
    private ChildProcess? _client;
    private long _answered;

    private FailoverLoad(BrokerProcess broker) => _broker = broker;

    public static async Task<FailoverLoad> StartAsync(BrokerProcess broker, params string[] arguments)
    {
        var load = new FailoverLoad(broker);
        load._client = await JavaClient.StartAsync("FailoverClient",
        [
            "run", "--url", $"failover:({broker.OpenWireUrl})?initialReconnectDelay=10&maxReconnectDelay=100", "--queue", Queue, "--log", load._logs, .. arguments,
        ]);
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
                throw new TimeoutException($"Fewer than {count} sends were answered in {_patience.TotalSeconds} s. Broker:\n{_broker.OutputTail}");
            Observe(await ReadAsync());
        }
    }

    /// <summary>Lets the load run for a while, its answers counted.</summary>
    public async Task RunForAsync(TimeSpan duration)
    {
        using var end = new CancellationTokenSource(duration);
        while (!end.IsCancellationRequested) Observe(await ReadAsync());   // a line comes every 100 ms
    }

    /// <summary>Ends the load, drains what is left, and compares.</summary>
    public async Task<FailoverReport> StopAndVerifyAsync()
    {
        await _client!.WriteLineAsync("stop");
        while (await ReadAsync() is { } line and not "STOPPED") Observe(line);
        await _client.WaitForExitAsync(_patience);
        await using var verifier = await JavaClient.StartAsync("FailoverClient", "verify", "--url", _broker.OpenWireUrl, "--queue", Queue, "--log", _logs);
        List<string> lines = [];
        while (await verifier.ReadLineAsync(_patience) is { } line) lines.Add(line);
        return FailoverReport.Parse(lines);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
        Directory.Delete(_logs, recursive: true);
    }

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
                throw new InvalidOperationException($"The client failed: {line}\n{_client!.OutputTail}\nBroker:\n{_broker.OutputTail}");
        }
    }
}
