using Broker.Core.Storage;
using Broker.Storage.Journal;

namespace Broker.Tests.Storage.Journal;

public sealed class FileNodeRegistryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FileNodeRegistry _registry;

    public FileNodeRegistryTests() => _registry = new(_directory.Path);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Beat_TwoNodes_BothAreReadWithTheirCounts()
    {
        await BeatAsync("b/ü:8161");
        await BeatAsync("a");
        var entries = await BeatAsync("b/ü:8161");
        Assert.Equal([("a", 1), ("b/ü:8161", 2)], entries.Select(entry => (entry.Beat.Name, entry.Beats)));
        Assert.Equal(["tcp://host:61616"], entries[0].Beat.ClientUris);
        Assert.Equal(entries.Select(entry => entry.Beats), (await _registry.ReadAsync(CancellationToken.None)).Select(entry => entry.Beats));
    }

    [Fact]
    public async Task Read_NothingThere_Empty()
    {
        Assert.Empty(await _registry.ReadAsync(CancellationToken.None));
        Assert.Empty(await _registry.ReadHistoryAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task Leave_OwnIncarnation_IsGoneAndAnothersStays()
    {
        var mine = Guid.NewGuid();
        await BeatAsync("a", mine);
        await BeatAsync("b");
        await _registry.LeaveAsync("b", mine, CancellationToken.None);
        await _registry.LeaveAsync("c", mine, CancellationToken.None);
        await _registry.LeaveAsync("a", mine, CancellationToken.None);
        Assert.Equal("b", Assert.Single(await _registry.ReadAsync(CancellationToken.None)).Beat.Name);
    }

    [Fact]
    public async Task Beat_NamesThatBeginAlike_AreDifferentNodes()
    {
        var name = new string('é', 250);
        await BeatAsync(name + "1");
        Assert.Equal(2, (await BeatAsync(name + "2")).Count);
    }

    [Fact]
    public async Task Read_HalfWrittenAndForeignFiles_ArePassedOver()
    {
        await BeatAsync("a");
        var nodes = Path.Combine(_directory.Path, "nodes");
        await File.WriteAllTextAsync(Path.Combine(nodes, "b.json"), "{\"Beat\":{\"Name\":");
        await File.WriteAllTextAsync(Path.Combine(nodes, "c.json"), "{}");
        await File.WriteAllTextAsync(Path.Combine(nodes, "d.json"), "null");
        await File.WriteAllTextAsync(Path.Combine(nodes, "readme.txt"), "x");
        Assert.Equal("a", Assert.Single(await _registry.ReadAsync(CancellationToken.None)).Beat.Name);
    }

    [Fact]
    public async Task History_ManyChanges_NewestFirstAndBounded()
    {
        var reason = new string('x', 10_000);
        for (var i = 0; i < 300; i++)
        {
            await _registry.RecordAsync(new(DateTimeOffset.UnixEpoch.AddSeconds(i), "a", "Master", reason, i), CancellationToken.None);
        }

        await File.AppendAllTextAsync(Path.Combine(_directory.Path, "history.jsonl"), "{\"At\":");
        var history = await _registry.ReadHistoryAsync(120, CancellationToken.None);
        Assert.Equal(Enumerable.Range(180, 120).Reverse().Select(i => (long?)i), history.Select(change => change.Epoch));
        Assert.InRange(Directory.EnumerateFiles(_directory.Path).Sum(path => new FileInfo(path).Length), 0, 3 * 1024 * 1024);
    }

    [Fact]
    public async Task Record_TwoAtOnce_EveryLineIsWhole()
    {
        var other = new FileNodeRegistry(_directory.Path);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            (i % 2 == 0 ? _registry : other).RecordAsync(new(DateTimeOffset.UnixEpoch, $"n{i}", "Slave", null, null), CancellationToken.None).AsTask()));
        var history = await _registry.ReadHistoryAsync(1000, CancellationToken.None);
        Assert.Equal(200, history.Select(change => change.Node).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Beat_DirectoryCannotBeUsed_SaysWhich()
    {
        var path = Path.Combine(_directory.Path, "file");
        await File.WriteAllTextAsync(path, "x");
        var registry = new FileNodeRegistry(path);
        var error = await Assert.ThrowsAsync<StoreException>(async () => await registry.BeatAsync(Told("a", Guid.NewGuid()), CancellationToken.None));
        Assert.StartsWith($"The nodes' files in {path} cannot be used: ", error.Message, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<NodeEntry>> BeatAsync(string name, Guid? incarnation = null) =>
        await _registry.BeatAsync(Told(name, incarnation ?? Guid.NewGuid()), CancellationToken.None);

    private static NodeBeat Told(string name, Guid incarnation) => new(name, incarnation, "Slave", null, ["tcp://host:61616"], "http://host:8161");
}
