using Broker.Core.Settings;
using Broker.Core.Storage;
using Broker.Tests.Fixtures;
using Microsoft.Extensions.Logging;

namespace Broker.Tests.Core.Settings;

public sealed class SettingsFollowerTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly RecordingLoggers _logs = new();
    private readonly Settings _first = new();
    private readonly Settings _second = new();
    private readonly SettingsFollower _follower;

    public SettingsFollowerTests() => _follower = new([_first, _second], _time, new Logger<SettingsFollower>(_logs));

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task Run_EverySecond_AllRefreshed()
    {
        using var stop = new CancellationTokenSource();
        var running = _follower.RunAsync(stop.Token);
        for (var period = 1; period <= 3; period++)
        {
            _time.Advance(SettingsFollower.Period);
            await Eventually.TrueAsync(() => _second.Refreshed == period);
        }

        Assert.Equal(3, _first.Refreshed);
        await stop.CancelAsync();
        await Eventually.DoneAsync(running);
    }

    [Fact]
    public async Task Run_StoreAway_GoesOnAndTellsOnce()
    {
        using var stop = new CancellationTokenSource();
        var running = _follower.RunAsync(stop.Token);
        _first.Problem = new("The server is away.");
        await PassAsync(1);
        await PassAsync(2);
        _first.Problem = null;
        await PassAsync(3);
        await stop.CancelAsync();
        await Eventually.DoneAsync(running);
        Assert.Equal(2, _logs.Lines.Count);
        Assert.Contains("Warning: Settings, such as users and rights, stay as they were read last, and cannot be edited now: The server is away.", _logs.Lines.First(), StringComparison.Ordinal);
        Assert.Contains("Information: Settings are read from the store again.", _logs.Lines.Last(), StringComparison.Ordinal);

        async Task PassAsync(int period)
        {
            _time.Advance(SettingsFollower.Period);
            await Eventually.TrueAsync(() => _second.Refreshed == period);
        }
    }

    [Fact]
    public async Task Refresh_OneCannotBeRead_OthersAreAndItIsTold()
    {
        _first.Problem = new StoreMismatchException("It is damaged.");
        _second.Problem = new("away");
        var error = await Assert.ThrowsAsync<StoreMismatchException>(() => _follower.RefreshAsync(default).AsTask());
        Assert.Equal("It is damaged.", error.Message);
        _second.Problem = null;
        await Assert.ThrowsAsync<StoreMismatchException>(() => _follower.RefreshAsync(default).AsTask());
        Assert.Equal(2, _second.Refreshed);
    }

    [Fact]
    public async Task Begin_StoreAway_IsForLaterButDamageIsNot()
    {
        _first.Problem = new("away");
        await _follower.BeginAsync(default);
        _first.Problem = new StoreMismatchException("damaged");
        await Assert.ThrowsAsync<StoreMismatchException>(() => _follower.BeginAsync(default).AsTask());
    }

    private sealed class Settings : IStoredSettings
    {
        private volatile int _refreshed;

        public int Refreshed => _refreshed;

        public StoreException? Problem { get; set; }

        public ValueTask RefreshAsync(CancellationToken cancellationToken)
        {
            _refreshed++;
            return Problem is null ? ValueTask.CompletedTask : throw Problem;
        }
    }
}
