using Broker.Core.Configuration;
using Broker.Core.Hosting;
using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Storage.Journal;
using Broker.Tests.Fixtures;
using Broker.Tests.Storage.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broker.Tests.Core.Hosting;

/// <summary>Two nodes on one directory.</summary>
public sealed class BrokerServiceTests
{
    private static readonly User _administrator = new("admin", UserRole.Administrator);

    [Fact]
    public async Task Start_DirectoryHeldByOther_WaitsAsSlaveAndTakesOver()
    {
        using var directory = new TemporaryDirectory();
        var time = new ManualTime();
        var first = new Node(directory.Path, "one", time);
        await using var second = new Node(directory.Path, "two", time);
        await first.Service.StartAsync(CancellationToken.None);
        Assert.Equal(BrokerRole.Master, first.State.Role);
        Assert.Null(first.State.Reason);
        await first.Administration.SendAsync(_administrator, new() { Queue = "Q", Body = "kept" }, CancellationToken.None);

        var starting = second.Service.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => second.State.Role == BrokerRole.Slave);
        Assert.Equal("Another node holds the store.", second.State.Reason);
        Assert.Equal(0, second.Listeners.Open);
        var refusal = await Assert.ThrowsAsync<CommandRefusedException>(
            () => second.Administration.SendAsync(_administrator, new() { Queue = "Q" }, CancellationToken.None).AsTask());
        Assert.Equal(CommandRefusal.NotServing, refusal.Reason);
        Assert.Equal(0, second.Administration.GetBroker().Queues);

        await first.DisposeAsync();
        Assert.Equal(BrokerRole.Stopping, first.State.Role);
        Assert.Equal(0, first.Listeners.Open);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return starting.IsCompleted;
        });
        await starting;
        Assert.Equal(BrokerRole.Master, second.State.Role);
        Assert.Equal(1, second.Listeners.Open);
        Assert.Equal("kept", Assert.Single(await second.Administration.BrowseAsync(_administrator, "Q", 0, 10, CancellationToken.None)).Body);
    }

    [Fact]
    public async Task Dispose_WhileSlave_EndsTheWait()
    {
        using var directory = new TemporaryDirectory();
        await using var first = new Node(directory.Path, "one", new());
        await using var second = new Node(directory.Path, "two", new());
        await first.Service.StartAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var starting = second.Service.StartAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        Assert.Equal(BrokerRole.Master, first.State.Role);
    }

    private sealed class Node : IAsyncDisposable
    {
        public Node(string directory, string name, ManualTime time)
        {
            var options = new BrokerOptions { NodeName = name };
            State = new(time);
            Administration = new(options, State, time);
            var setup = new BrokerSetup(
                options,
                new(),
                tenure => new JournalPersistenceAdapter(new() { Directory = directory, SegmentSizeBytes = 64 * 1024 }, tenure),
                new NobodyAuthenticator(),
                Listeners,
                time,
                NullLoggerFactory.Instance);
            Service = new(setup, new SharedFileLock(new() { Directory = directory, NodeName = name, Incarnation = Guid.NewGuid() }, time), State, Administration, NullLogger<BrokerService>.Instance);
        }

        public FakeListeners Listeners { get; } = new();

        public NodeState State { get; }

        public BrokerAdministration Administration { get; }

        public BrokerService Service { get; }

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }

    private sealed class NobodyAuthenticator : IAuthenticator
    {
        public ValueTask<User?> AuthenticateAsync(string name, string password, CancellationToken cancellationToken) => ValueTask.FromResult<User?>(null);
    }
}
