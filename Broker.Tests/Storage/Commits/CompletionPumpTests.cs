using Broker.Storage.Commits;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Storage.Commits;

/// <summary>On whose thread groups are completed; and that they are, each once and in their order, whoever does it.</summary>
public sealed class CompletionPumpTests : IDisposable
{
    private readonly Pump _pump = new();

    public void Dispose() => _pump.Dispose();

    [Fact]
    public void RunHere_GroupsWait_CompletedInOrderOnThisThread()
    {
        _pump.Add("one");
        _pump.Add("two");
        _pump.RunHere();
        Assert.Equal([("one", Environment.CurrentManagedThreadId), ("two", Environment.CurrentManagedThreadId)], _pump.Completed);
        Assert.Equal(["one", "two"], _pump.Recycled);
    }

    [Fact]
    public async Task Wake_GroupsWait_CompletedOnItsOwnThread()
    {
        _pump.Start();
        _pump.Add("one");
        _pump.Wake();
        await Eventually.TrueAsync(() => _pump.Recycled.Count == 1);
        Assert.NotEqual(Environment.CurrentManagedThreadId, _pump.Completed[0].Thread);
        _pump.Stop();
    }

    [Fact]
    public async Task RunHere_AnotherIsAtIt_ReturnsAndThatOneGoesOn()
    {
        await HoldOneAsync();
        _pump.Add("two");
        _pump.RunHere();
        Assert.Empty(_pump.Recycled);
        _pump.GoOn();
        await Eventually.TrueAsync(() => _pump.Recycled.Count == 2);
        Assert.Equal(["one", "two"], _pump.Recycled);
        Assert.Single(_pump.Completed.Select(static done => done.Thread).Distinct());
        _pump.Stop();
    }

    [Fact]
    public async Task Drain_AnotherIsAtIt_ReturnsWhenAllAreComplete()
    {
        await HoldOneAsync();
        _pump.Add("two");
        var recycled = Task.Run(() =>
        {
            _pump.Drain();
            return _pump.Recycled;
        });
        _pump.GoOn();
        Assert.Equal(["one", "two"], await recycled.WaitAsync(Eventually.Patience));
    }

    [Fact]
    public async Task Stop_GroupsWait_AreStillCompleted()
    {
        await HoldOneAsync();
        _pump.Add("two");
        _pump.Stop();
        _pump.GoOn();
        await Eventually.TrueAsync(() => _pump.Recycled.Count == 2);
    }

    // Its own thread is in the midst of the first.
    private async Task HoldOneAsync()
    {
        _pump.Start();
        _pump.Hold();
        _pump.Add("one");
        _pump.Wake();
        await Eventually.TrueAsync(() => _pump.Completed.Count == 1);
    }

    private sealed class Pump : CompletionPump<string>, IDisposable
    {
        private readonly ManualResetEventSlim _open = new(initialState: true);
        private readonly Lock _lock;
        private readonly List<(string, int)> _completed = [];
        private readonly List<string> _recycled;

        public Pump()
            : this(new(), [])
        {
        }

        private Pump(Lock guard, List<string> recycled)
            : base("test completion", batch =>
            {
                lock (guard) recycled.Add(batch);
            })
        {
            _lock = guard;
            _recycled = recycled;
        }

        /// <summary>What it has begun to complete, and on which thread.</summary>
        public List<(string Batch, int Thread)> Completed
        {
            get
            {
                lock (_lock) return [.. _completed];
            }
        }

        public List<string> Recycled
        {
            get
            {
                lock (_lock) return [.. _recycled];
            }
        }

        public void Hold() => _open.Reset();

        public void GoOn() => _open.Set();

        public void Dispose()
        {
            GoOn();
            Drain();
            _open.Dispose();
        }

        protected override void Complete(string batch)
        {
            lock (_lock) _completed.Add((batch, Environment.CurrentManagedThreadId));
            _open.Wait();
        }
    }
}
