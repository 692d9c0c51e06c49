using System.Diagnostics;
using Broker.Core.Storage;
using Broker.Tests.Fixtures;
using Broker.Tests.Interop;
using Xunit.Abstractions;

namespace Broker.Tests.Storage.Database;

/// <summary>The lease while its server is away, silent, read-only, or wrong about the time.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class DatabaseLeaseLockOutageTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Renew_ServerSilent_UnknownWithinAThirdOfTheLeaseThenHeld()
    {
        await using var server = await MariaDbServer.StartAsync();
        await using var a = new LeaseNode(server.ConnectionString, "a", Lease);
        var fence = await a.AcquireAsync();
        Assert.Equal(LeaseAnswer.Held, await a.RenewAsync(fence));

        await server.PauseAsync();
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(LeaseAnswer.Unknown, await a.RenewAsync(fence));
        var took = Stopwatch.GetElapsedTime(started);
        output.WriteLine($"Unknown after {took.TotalMilliseconds:F0} ms: {a.Lock.Problem}");
        Assert.InRange(took, TimeSpan.Zero, (Lease / 3) + TimeSpan.FromSeconds(0.5));
        Assert.Contains("does not answer", a.Lock.Problem, StringComparison.Ordinal);

        await server.ResumeAsync();
        await Eventually.TrueAsync(async () => await a.RenewAsync(fence) is LeaseAnswer.Held, () => $"Not held again: {a.Lock.Problem}");
        Assert.Null(a.Lock.Problem);
    }

    [Fact]
    public async Task Renew_ServerReadOnly_UnknownAndSaysSo()
    {
        await using var server = await MariaDbServer.StartAsync();
        await using var a = new LeaseNode(server.ConnectionString, "a", Lease);
        var fence = await a.AcquireAsync();
        await server.SetReadOnlyAsync(true);
        Assert.Equal(LeaseAnswer.Unknown, await a.RenewAsync(fence));
        Assert.Contains("read-only", a.Lock.Problem, StringComparison.Ordinal);
        await server.SetReadOnlyAsync(false);
        Assert.Equal(LeaseAnswer.Held, await a.RenewAsync(fence));
    }

    [Fact]
    public async Task Renew_ServerRestarted_SameHolderGoesOn()
    {
        await using var server = await MariaDbServer.StartAsync();
        var lease = TimeSpan.FromSeconds(20);
        await using var a = new LeaseNode(server.ConnectionString, "a", lease);
        await using var b = new LeaseNode(server.ConnectionString, "b", lease);
        var fence = await a.AcquireAsync();
        using var ended = new CancellationTokenSource();
        var waiting = WaitAsync(b, ended.Token);
        var watching = a.Lock.WatchAsync(fence, CancellationToken.None);

        await server.KillAsync();
        await Eventually.DoneAsync(watching);
        Assert.Equal(LeaseAnswer.Unknown, await a.RenewAsync(fence));
        await server.StartAgainAsync();
        Assert.Equal(LeaseAnswer.Held, await a.RenewAsync(fence));

        // The other may have been quicker at the new server's lock, and gives it back when it sees the row.
        await Eventually.TrueAsync(
            async () => await a.RenewAsync(fence) == LeaseAnswer.Held && LeaseProbe.Scalar(server.ConnectionString, "SELECT session FROM broker_lease") is not null,
            static () => "The session never got its lock back.");

        // Long enough for the other to be wrong about the new run of the server.
        Assert.Null((await b.TryAsync()).Fence);
        await ended.CancelAsync();
        Assert.Null(await waiting);
    }

    [Fact]
    public async Task Acquire_ClockOfTheDatabaseJumpsAhead_HolderThatRenewsKeepsIt()
    {
        await using var server = await MariaDbServer.StartWithClockAsync();
        await using var a = new LeaseNode(server.ConnectionString, "a", Lease);
        await using var b = new LeaseNode(server.ConnectionString, "b", Lease);
        var fence = await a.AcquireAsync();
        Assert.Null((await b.TryAsync()).Fence);
        Assert.Equal(LeaseAnswer.Held, await a.RenewAsync(fence));
        Assert.Null((await b.TryAsync()).Fence);

        await server.SetClockOffsetAsync(TimeSpan.FromHours(1));
        Assert.Null((await b.TryAsync()).Fence);
        Assert.Equal(LeaseAnswer.Held, await a.RenewAsync(fence));
    }

    [Fact]
    public async Task Acquire_ClockOfTheDatabaseJumpsBack_FollowsASilentHolderAllTheSame()
    {
        await using var server = await MariaDbServer.StartWithClockAsync();
        await using var a = new LeaseNode(server.ConnectionString, "a", Lease);
        await using var b = new LeaseNode(server.ConnectionString, "b", Lease);
        await a.AcquireAsync();
        await server.SetClockOffsetAsync(TimeSpan.FromHours(-1));
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(new Fence(2), await b.InsistAsync());
        output.WriteLine($"Taken over after {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s.");
        Assert.True(Stopwatch.GetElapsedTime(started) >= Lease);
    }

    [Fact]
    public async Task Acquire_FirstServerOfTheListAway_UsesTheNext()
    {
        await using var server = await MariaDbServer.StartAsync();
        var twoServers = server.ConnectionString.Replace("Server=127.0.0.1;", $"Server=127.0.0.1:1,127.0.0.1:{server.Port};", StringComparison.Ordinal);
        await using var a = new LeaseNode(twoServers, "a", Lease);
        Assert.Equal(LeaseAnswer.Held, await a.RenewAsync(await a.AcquireAsync()));
    }

    private static async Task<Fence?> WaitAsync(LeaseNode node, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                if ((await node.TryAsync(TimeSpan.FromMilliseconds(500))).Fence is { } fence) return fence;
            }
            catch (StoreException)
            {
                await Task.Delay(50, CancellationToken.None);
            }
        }

        return null;
    }
}
