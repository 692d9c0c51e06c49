using System.Collections.Concurrent;

namespace Broker.Web.Hosting;

/// <summary>Slows guessing down: after five failures for one name from one address, each further try has to wait.</summary>
/// <remarks>The wait doubles from 2 s to 1 min and is forgotten after 15 min of quiet. Remembers 10,000 pairs at most.</remarks>
public sealed class SignInThrottle(TimeProvider time)
{
    private const int FreeFailures = 5;
    private const int MostEntries = 10_000;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<(string Name, string Address), Entry> _entries = new();

    /// <summary>How long this name from this address has to wait now; zero when it may try.</summary>
    public TimeSpan WaitFor(string name, string address)
    {
        var wait = _entries.TryGetValue((name, address), out var entry) ? entry.NotBefore - time.GetUtcNow() : TimeSpan.Zero;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    public void Failed(string name, string address)
    {
        Forget();
        var now = time.GetUtcNow();
        _entries.AddOrUpdate((name, address), _ => new Entry(1, now, now), (_, entry) => Next(entry, now));
    }

    public void Succeeded(string name, string address) => _entries.TryRemove((name, address), out _);

    private static Entry Next(Entry entry, DateTimeOffset now)
    {
        var failures = now - entry.Last > Memory ? 1 : entry.Failures + 1;
        var doublings = Math.Clamp(failures - FreeFailures, -1, 10);
        var wait = doublings < 0 ? TimeSpan.Zero : FirstWait * Math.Pow(2, doublings);
        return new Entry(failures, now, now + (wait < LongestWait ? wait : LongestWait));
    }

    private void Forget()
    {
        if (_entries.Count < MostEntries)
        {
            return;
        }

        var old = time.GetUtcNow() - Memory;
        foreach (var pair in _entries.Where(pair => pair.Value.Last < old).Concat(_entries.OrderBy(pair => pair.Value.Last).Take(MostEntries / 10)))
        {
            _entries.TryRemove(pair);
        }
    }

    private sealed record Entry(int Failures, DateTimeOffset Last, DateTimeOffset NotBefore);
}
