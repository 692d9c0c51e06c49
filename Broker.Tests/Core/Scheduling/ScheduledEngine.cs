using Broker.Core.Messages;
using Broker.Core.Scheduling;
using Broker.Core.Storage;
using Broker.Tests.Fixtures;
using Microsoft.Extensions.Logging;

namespace Broker.Tests.Core.Scheduling;

/// <summary>An engine whose scheduler runs, one client of it, and a consumer of queue Q.</summary>
internal sealed class ScheduledEngine : IAsyncDisposable
{
    private ScheduledEngine(EngineFixture engine)
    {
        Engine = engine;
        Client = engine.Connect();
    }

    public EngineFixture Engine { get; }

    public TestClient Client { get; }

    public TestConsumer Consumer { get; private set; } = null!;

    public IJobSchedulerStore Jobs => Engine.Persistence.Jobs;

    public JobScheduler Scheduler => Engine.Router.Scheduler;

    public long Now => Engine.Time.NowMilliseconds;

    public static async Task<ScheduledEngine> StartAsync(IPersistenceAdapter? persistence = null, JobSchedulerOptions? options = null, ILogger? logger = null)
    {
        var scheduled = new ScheduledEngine(new(persistence, scheduler: options, logger: logger));
        await scheduled.RunAsync();
        return scheduled;
    }

    /// <summary>One that does not run yet.</summary>
    public static ScheduledEngine Create() => new(new());

    public async Task RunAsync()
    {
        Consumer = await Client.ConsumeAsync("Q");
        Scheduler.Start();
    }

    /// <summary>A message of the client with the properties of a schedule.</summary>
    public Message Create(Destination destination, params (string Name, object? Value)[] properties)
    {
        var message = Client.Create(destination);
        message.Properties = MessageProperties.Append(message.Properties, [.. properties.Select(property => KeyValuePair.Create(property.Name, property.Value))]);
        return message;
    }

    public Task<Message> SendAsync(params (string Name, object? Value)[] properties) => Client.SendAsync(Create(Destination.Queue("Q"), properties));

    public Task<Message> SendAsync(long delay) => SendAsync((ScheduleProperties.Delay, delay));

    public void Advance(long milliseconds) => Engine.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    public async Task<List<ScheduledJob>> ReadJobsAsync()
    {
        var jobs = new List<ScheduledJob>();
        await Jobs.ReadAsync(new(0, long.MaxValue, int.MaxValue), jobs, CancellationToken.None);
        return jobs;
    }

    /// <summary>So many were delivered, and all the scheduler had to do is done: exactly so many.</summary>
    public async Task DeliveredAsync(int count)
    {
        await Consumer.CountAsync(count);
        await SettledAsync();
        Assert.Equal(count, Consumer.Messages.Count);
    }

    /// <summary>The scheduler's loop has been through once more: commands are carried out between deliveries.</summary>
    public async Task SettledAsync()
    {
        for (var rounds = 0; rounds < 2; rounds++) Assert.False(await Scheduler.RemoveAsync("no such job").WaitAsync(Eventually.Patience));
    }

    public ValueTask DisposeAsync() => Engine.DisposeAsync();
}
