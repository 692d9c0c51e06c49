using System.Collections.Concurrent;
using Broker.Core.Configuration;
using Broker.Core.Hosting;
using Broker.Core.Management;
using Broker.Core.Storage;
using Broker.Storage.Journal;
using Broker.Tests.Fixtures;
using Microsoft.Extensions.Logging;

namespace Broker.Tests.Core.Hosting;

/// <summary>A node in this process that has a journal, and ports that nobody connects to.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly BrokerService _service;

    public Node(
        string directory,
        string name,
        IMasterLock masterLock,
        INodeRegistry registry,
        AvailabilityOptions? availability = null,
        Exception? openProblem = null)
    {
        OpenProblem = openProblem;
        var options = new BrokerOptions
        {
            NodeName = name,
            Availability = availability ?? new(),
            TransportConnectors = [new() { Uri = "tcp://127.0.0.1:61616" }],
        };
        State = new(options, TimeProvider.System);
        Administration = new(options, State, TimeProvider.System);
        var setup = new BrokerSetup(
            options,
            new(),
            tenure => OpenProblem is { } problem ? throw problem : new RecordingStore(Open(directory, tenure), Steps),
            new FakeAuthenticator(),
            Listeners,
            TimeProvider.System,
            Logs,
            $"http://{name}:8161")
        {
            RefreshSettings = _ => SettingsProblem is { } problem ? throw problem : ValueTask.CompletedTask,
        };
        _service = new(setup, masterLock, registry, State, Administration, Logs.CreateLogger<BrokerService>());
        Running = _service.RunAsync(CancellationToken.None);
    }

    // The journal's own lock would have begun the epoch.
    private static JournalPersistenceAdapter Open(string directory, MasterTenure tenure)
    {
        var layout = new JournalLayout(directory, new JournalDisk());
        layout.Begin();
        while (layout.FindEpoch() is { } epoch && epoch < tenure.Fence.Epoch) layout.TryAdvance(epoch);
        return new(new() { Directory = directory, SegmentSizeBytes = 64 * 1024 }, tenure);
    }

    public FakeListeners Listeners { get; } = new();

    public RecordingLoggers Logs { get; } = new();

    /// <summary>What happened to the store, in order.</summary>
    public ConcurrentQueue<string> Steps { get; } = new();

    /// <summary>Why the store cannot be opened; null when it can.</summary>
    public Exception? OpenProblem { get; set; }

    /// <summary>Why users and rights cannot be read; null when they can.</summary>
    public StoreException? SettingsProblem { get; set; }

    public NodeState State { get; }

    public BrokerAdministration Administration { get; }

    public Task Running { get; }

    public Task WhenAsync(BrokerRole role) => State.WhenAsync(role, CancellationToken.None).WaitAsync(Eventually.Patience);

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await Administration.DisposeAsync();
    }
}
