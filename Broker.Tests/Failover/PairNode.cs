using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Failover;

/// <summary>One node of a pair: its process, and what it says of itself over HTTP.</summary>
internal sealed class PairNode : IAsyncDisposable
{
    private const string Password = "Rehearsed-1";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    public PairNode(string name, string? dataDirectory, IEnumerable<string> arguments)
    {
        Name = name;
        Process = BrokerProcess.StartNode(
            dataDirectory,
            [$"--Broker:NodeName={name}", "--Broker:BrokerName=group", $"--Security:Administrator:Password={Password}", .. arguments]);
        _http.BaseAddress = new Uri(Process.HttpUrl);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{Password}")));
    }

    public string Name { get; }

    public BrokerProcess Process { get; }

    /// <summary>Stopped by a signal: it answers nobody, and must not be waited for.</summary>
    public bool IsPaused { get; private set; }

    public async Task PauseAsync()
    {
        IsPaused = true;
        await Process.PauseAsync();
    }

    public void Resume()
    {
        Process.Resume();
        IsPaused = false;
    }

    /// <summary>Whether it serves: what a load balancer sees, or, for another product, a client.</summary>
    public async Task<bool> ServesAsync(CancellationToken cancellationToken)
    {
        if (IsPaused || Process.HasExited) return false;
        if (FailoverSettings.Peer is not null) return await Process.AcceptsAsync(cancellationToken);
        using var answer = await GetAsync("/health/ready", cancellationToken);
        return answer?.StatusCode is HttpStatusCode.OK;
    }

    /// <summary>Whether it stands by.</summary>
    public async Task<bool> WaitsAsync(CancellationToken cancellationToken)
    {
        if (IsPaused || Process.HasExited) return false;
        // ActiveMQ has no sign of it but its log; "slave mode" with the file lock, "lease" with the database.
        if (FailoverSettings.Peer is not null) return Process.OutputTail.Contains("slave mode", StringComparison.Ordinal) || Process.OutputTail.Contains("lease", StringComparison.Ordinal);
        using var answer = await GetAsync("/health/ready", cancellationToken);
        return answer is not null && await answer.Content.ReadAsStringAsync(cancellationToken) is "Slave";
    }

    /// <summary>Whether it has seen the other node stand by; another product does not tell.</summary>
    public async Task<bool> KnowsAsync(PairNode slave, CancellationToken cancellationToken) =>
        FailoverSettings.Peer is not null || (await AskAsync(cancellationToken))?.Slaves.Contains(slave.Name) is true;

    /// <summary>Null when it does not answer, or has no such page.</summary>
    public async Task<NodeRole?> AskAsync(CancellationToken cancellationToken)
    {
        if (FailoverSettings.Peer is not null) return null;
        using var answer = await GetAsync("/api/v1/availability", cancellationToken);
        if (answer is not { IsSuccessStatusCode: true, Content.Headers.ContentType.MediaType: "application/json" }) return null;
        using var json = await ReadAsync(answer, cancellationToken);
        if (json is null) return null;
        var lease = Number(json.RootElement, "leaseLeftMilliseconds");
        return new NodeRole(
            json.RootElement.GetProperty("role").GetString()!,
            Number(json.RootElement, "epoch"),
            lease is { } left ? TimeSpan.FromMilliseconds(left) : null)
        {
            Slaves = [.. json.RootElement.GetProperty("nodes").EnumerateArray()
                .Where(static node => node.GetProperty("role").GetString() is "Slave").Select(static node => node.GetProperty("name").GetString()!)],
        };
    }

    // A node may be stopped in the midst of its answer.
    private static async Task<JsonDocument?> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            return null;
        }
    }

    /// <summary>Hands the store to another node, and returns when that serves.</summary>
    public async Task SwitchOverToAsync(string node)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri("/api/v1/availability/switchover", UriKind.Relative), new { node });
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"The switchover was refused: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.DisposeAsync();
    }

    private static long? Number(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number ? value.GetInt64() : null;

    private async Task<HttpResponseMessage?> GetAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or SocketException)
        {
            return null; // The last one: the node went between the connecting and the sending.
        }
    }
}
