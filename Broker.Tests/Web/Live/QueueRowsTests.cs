using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Tests.Fixtures;
using Broker.Web.Live;

namespace Broker.Tests.Web.Live;

public sealed class QueueRowsTests
{
    private static readonly User Administrator = new("admin", UserRole.Administrator);
    private static readonly QueueQuery ByMessages = new(Sort: QueueSort.Messages, Descending: true);

    private readonly ManualTime _clock = new();
    private readonly FakeBrokerAdministration _broker;
    private readonly QueueRows _rows;

    public QueueRowsTests()
    {
        _broker = new FakeBrokerAdministration(FakeScene.Empty, _clock);
        _rows = new QueueRows(_broker);
    }

    [Fact]
    public async Task Refresh_PointerOverTable_OrderStaysAndValuesMove()
    {
        await FillAsync(("a", 2), ("b", 1));
        Refresh();
        _rows.Held = true;
        await SendAsync("b", 5);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Refresh();

        Assert.Equal(["a", "b"], Names);
        Assert.Equal(6, _rows.Rows[1].Queue.Messages);
    }

    [Fact]
    public async Task Refresh_LiveSort_SettlesAfterSeconds()
    {
        await FillAsync(("a", 2), ("b", 1));
        Refresh();
        await SendAsync("b", 5);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Refresh();
        Assert.Equal(["a", "b"], Names);

        _clock.Advance(TimeSpan.FromSeconds(3));
        Refresh();
        Assert.Equal(["b", "a"], Names);
    }

    [Fact]
    public async Task Refresh_Paused_NothingChanges()
    {
        await FillAsync(("a", 2));
        Refresh();
        _rows.Paused = true;
        await SendAsync("a", 5);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Refresh();

        Assert.Equal(2, _rows.Rows[0].Queue.Messages);
    }

    [Fact]
    public async Task Refresh_HeldRowDeleted_StaysAsGone()
    {
        await FillAsync(("a", 1));
        Refresh();
        _rows.Held = true;
        await _broker.DeleteQueueAsync(Administrator, "a", default);
        Refresh();

        Assert.True(Assert.Single(_rows.Rows).Gone);
    }

    [Fact]
    public async Task Refresh_OtherQuery_ListedAnewEvenWhenPaused()
    {
        await FillAsync(("a", 1), ("b", 1));
        Refresh();
        _rows.Paused = true;
        _rows.Refresh(new QueueQuery("b"), _clock.GetUtcNow());

        Assert.Equal(["b"], Names);
    }

    private IEnumerable<string> Names => _rows.Rows.Select(static row => row.Queue.Name);

    private void Refresh() => _rows.Refresh(ByMessages, _clock.GetUtcNow());

    private async Task FillAsync(params (string Name, int Messages)[] queues)
    {
        foreach (var (name, messages) in queues)
        {
            await _broker.CreateQueueAsync(Administrator, name, default);
            await SendAsync(name, messages);
        }
    }

    private async Task SendAsync(string name, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await _broker.SendAsync(Administrator, new SendRequest { Queue = name }, default);
        }
    }
}
