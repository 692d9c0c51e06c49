using Broker.Core.Storage;

namespace Broker.Tests.Contracts;

/// <summary>What every <see cref="ISettingsStore"/> does; two of them on one place are two nodes.</summary>
public abstract class SettingsStoreContract : IAsyncLifetime
{
    private const string First = """{ "a": [1, "ü 😀", null] }""";
    private const string Second = """{"b":2}""";

    protected ISettingsStore Here { get; private set; } = null!;

    protected ISettingsStore There { get; private set; } = null!;

    public virtual Task InitializeAsync()
    {
        (Here, There) = (Open(), Open());
        return Task.CompletedTask;
    }

    public virtual Task DisposeAsync() => Task.CompletedTask;

    /// <summary>One more node's way to the same place.</summary>
    protected abstract ISettingsStore Open();

    [Fact]
    public async Task Read_NeverWritten_Null() => Assert.Null(await Here.ReadAsync("users", known: 0, default));

    [Fact]
    public async Task Write_FirstVersion_ReadOnEveryNodeWithWhoAndWhen()
    {
        var write = await Here.TryWriteAsync("users", basedOn: 0, First, "ann", default);
        Assert.True(write.IsDone);
        var read = await There.ReadAsync("users", known: 0, default);
        Assert.Equal((1, First, "ann"), (read!.Version, read.Content, read.By));
        Assert.Equal(write.Newest, read);
        Assert.InRange(read.At, TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(5));
    }

    [Fact]
    public async Task Read_NewestIsKnown_Null()
    {
        await Here.TryWriteAsync("users", 0, First, "ann", default);
        Assert.Null(await There.ReadAsync("users", known: 1, default));
        await Here.TryWriteAsync("users", 1, Second, "bob", default);
        Assert.Equal(Second, (await There.ReadAsync("users", known: 1, default))!.Content);
        // After a restore the version known may be ahead of what is there.
        Assert.Equal(2, (await There.ReadAsync("users", known: 7, default))!.Version);
    }

    [Fact]
    public async Task Write_OnAnOlderVersion_ChangesNothingAndSaysWhoWasFaster()
    {
        await Here.TryWriteAsync("users", 0, First, "ann", default);
        foreach (var basedOn in (int[])[0, 2])
        {
            var write = await There.TryWriteAsync("users", basedOn, Second, "bob", default);
            Assert.False(write.IsDone);
            Assert.Equal((1, "ann"), (write.Newest!.Version, write.Newest.By));
        }

        Assert.Equal(First, (await Here.ReadAsync("users", known: 0, default))!.Content);
    }

    [Fact]
    public async Task Write_OnAVersionThatIsGone_SaysThatThereIsNone()
    {
        var write = await Here.TryWriteAsync("users", basedOn: 4, First, "ann", default);
        Assert.Equal((false, null), (write.IsDone, write.Newest));
        Assert.Null(await There.ReadAsync("users", known: 0, default));
    }

    [Fact]
    public async Task Write_OtherDocument_HasVersionsOfItsOwn()
    {
        await Here.TryWriteAsync("users", 0, First, "ann", default);
        Assert.True((await Here.TryWriteAsync("rights", 0, Second, "bob", default)).IsDone);
        Assert.Equal(First, (await There.ReadAsync("users", known: 0, default))!.Content);
        Assert.Equal(Second, (await There.ReadAsync("rights", known: 0, default))!.Content);
    }

    [Fact]
    public async Task Write_ManyAtOnce_OneForEachVersion()
    {
        for (var version = 0; version < 5; version++)
        {
            var writes = await Task.WhenAll(Enumerable.Range(0, 6).Select(writer => Task.Run(
                () => (writer % 2 == 0 ? Here : There).TryWriteAsync("users", version, $$"""{"by":{{writer}}}""", $"writer-{writer}", default).AsTask())));
            var winner = Assert.Single(writes, write => write.IsDone);
            Assert.All(writes, write => Assert.Equal(winner.Newest, write.Newest));
            Assert.Equal(version + 1, winner.Newest!.Version);
        }
    }

    [Fact]
    public async Task Write_LargeAndOften_TheNewestIsRead()
    {
        var large = $$"""{"text":"{{new string('x', 300_000)}}"}""";
        for (var version = 0; version < 30; version++) Assert.True((await Here.TryWriteAsync("users", version, large, "ann", default)).IsDone);
        var read = await There.ReadAsync("users", known: 29, default);
        Assert.Equal((30, large.Length), (read!.Version, read.Content.Length));
    }
}
