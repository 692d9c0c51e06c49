using Broker.Core.Storage;
using Broker.Storage.Journal;
using Broker.Storage.Settings;
using Broker.Tests.Fixtures;
using Broker.Tests.Storage.Journal;
using Microsoft.Extensions.Logging;

namespace Broker.Tests.Storage.Settings;

public sealed class MirroredSettingsStoreTests : IDisposable
{
    private const string Old = """{ "version": 1, "users": [] }""";

    private readonly TemporaryDirectory _node = new();
    private readonly RecordingLoggers _logs = new();
    private readonly FakeSettingsStore _shared = new();

    private string Earlier => Path.Combine(_node.Path, "users.json");

    private string Copy => Path.Combine(_node.Path, "copy", "users.json");

    public void Dispose()
    {
        _logs.Dispose();
        _node.Dispose();
    }

    [Fact]
    public async Task Read_SharedIsThere_ReadFromThereAndCopied()
    {
        _shared.Set("users", 3, "{}", "ann");
        var store = Start();
        Assert.Equal(3, (await store.ReadAsync("users", known: 0, default))!.Version);
        Assert.Null(await store.ReadAsync("users", known: 3, default));
        _shared.Set("users", 4, """{"x":1}""", "bob");
        Assert.Equal(4, (await store.ReadAsync("users", known: 3, default))!.Version);

        _shared.Problem = new("away");
        var copied = await Start().ReadAsync("users", known: 0, default);
        Assert.Equal(_shared.Find("users"), copied);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Copy));
    }

    [Fact]
    public async Task Write_Shared_CopiedToo()
    {
        var store = Start();
        await store.ReadAsync("users", known: 0, default);
        Assert.True((await store.TryWriteAsync("users", 0, "{}", "ann", default)).IsDone);
        _shared.Problem = new("away");
        Assert.Equal((1, "ann"), await Start().ReadAsync("users", known: 0, default) is { } copied ? (copied.Version, copied.By) : default);
    }

    [Fact]
    public async Task ReadAndWrite_SharedGoesAway_IsToldAndNotHidden()
    {
        _shared.Set("users", 3, "{}", "ann");
        var store = Start();
        await store.ReadAsync("users", known: 0, default);
        _shared.Problem = new("away");
        await Assert.ThrowsAsync<StoreException>(() => store.ReadAsync("users", known: 3, default).AsTask());
        await Assert.ThrowsAsync<StoreException>(() => store.TryWriteAsync("users", 3, "{}", "ann", default).AsTask());
    }

    [Fact]
    public async Task Read_StartedWhileSharedIsAway_CopyUntilItIsBack()
    {
        _shared.Set("users", 3, "{}", "ann");
        await Start().ReadAsync("users", known: 0, default);
        _shared.Set("users", 4, """{"x":1}""", "bob");
        _shared.Problem = new("away");
        var store = Start();
        Assert.Equal(3, (await store.ReadAsync("users", known: 0, default))!.Version);
        _shared.Problem = null;
        Assert.Equal(4, (await store.ReadAsync("users", known: 3, default))!.Version);
        Assert.Null(await store.ReadAsync("users", known: 4, default));
    }

    [Fact]
    public async Task Read_OtherBrokersStore_NeverHiddenByTheCopy()
    {
        _shared.Set("users", 3, "{}", "ann");
        await Start().ReadAsync("users", known: 0, default);
        _shared.Problem = new StoreMismatchException("another broker's");
        await Assert.ThrowsAsync<StoreMismatchException>(() => Start().ReadAsync("users", known: 0, default).AsTask());
    }

    [Fact]
    public async Task Read_SharedIsAwayAndNoCopyOrADamagedOne_SaysThatItIsAway()
    {
        _shared.Problem = new("away");
        Assert.Equal("away", (await Assert.ThrowsAsync<StoreException>(() => Start().ReadAsync("users", known: 0, default).AsTask())).Message);
        Directory.CreateDirectory(Path.GetDirectoryName(Copy)!);
        await File.WriteAllTextAsync(Copy, "{ half");
        Assert.Equal("away", (await Assert.ThrowsAsync<StoreException>(() => Start().ReadAsync("users", known: 0, default).AsTask())).Message);
        Assert.Contains("Warning: This node's own files of settings", Assert.Single(_logs.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FileOfBefore_TakenOverOnceAndLogged()
    {
        await File.WriteAllTextAsync(Earlier, Old);
        Assert.Equal((1, Old), await Start().ReadAsync("users", known: 0, default) is { } taken ? (taken.Version, taken.Content) : default);
        Assert.Equal((1, Old, "node-a"), (_shared.Find("users")!.Version, _shared.Find("users")!.Content, _shared.Find("users")!.By));
        Assert.False(File.Exists(Earlier));
        Assert.Equal(Old, await File.ReadAllTextAsync(Earlier + ".before-database"));
        Assert.Contains("Information: What this node had in a file of its own is in the pretended document users now", Assert.Single(_logs.Lines), StringComparison.Ordinal);

        _shared.Remove("users");
        Assert.Null(await Start().ReadAsync("users", known: 0, default));
    }

    [Fact]
    public async Task Read_FileOfBeforeHasMoreThanShared_MergedOnTopOfWhatOthersWriteMeanwhile()
    {
        await File.WriteAllTextAsync(Earlier, """{ "more": true }""");
        _shared.Set("users", 2, """{ "a": 1 }""", "node-b");
        _shared.BeforeWrite = () => _shared.Set("users", 3, """{ "a": 2 }""", "ann");
        var read = await Start().ReadAsync("users", known: 0, default);
        Assert.Equal((4, """[{ "a": 2 },{ "more": true }]""", "node-a"), (read!.Version, read.Content, read.By));
        Assert.True(File.Exists(Earlier + ".before-database"));
    }

    [Fact]
    public async Task Read_FileOfBeforeIsDamaged_SaysWhichAndWritesNothing()
    {
        await File.WriteAllTextAsync(Earlier, """{ "damaged": true }""");
        var error = await Assert.ThrowsAsync<StoreMismatchException>(() => Start().ReadAsync("users", known: 0, default).AsTask());
        Assert.Contains($"What this node has in the file {Earlier} cannot go into the pretended document users: it is damaged.", error.Message, StringComparison.Ordinal);
        Assert.Null(_shared.Find("users"));
        Assert.True(File.Exists(Earlier));
    }

    [Fact]
    public async Task Read_FileOfBeforeAndSharedHasOne_SharedWinsAndTheFileIsKept()
    {
        await File.WriteAllTextAsync(Earlier, Old);
        _shared.Set("users", 2, "{}", "node-b");
        Assert.Equal("{}", (await Start().ReadAsync("users", known: 0, default))!.Content);
        Assert.Equal(Old, await File.ReadAllTextAsync(Earlier + ".before-database"));
        Assert.Contains("Warning: What this node had in a file of its own adds nothing to the pretended document users, which node-b wrote", Assert.Single(_logs.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FileOfBeforeAndOtherNodeIsFaster_SharedWins()
    {
        await File.WriteAllTextAsync(Earlier, Old);
        _shared.BeforeWrite = () => _shared.Set("users", 1, "{}", "node-b");
        Assert.Equal("{}", (await Start().ReadAsync("users", known: 0, default))!.Content);
        Assert.True(File.Exists(Earlier + ".before-database"));
    }

    [Fact]
    public async Task Read_FileOfBeforeAndNoPlaceYet_HoldsHereAndIsTakenOverLater()
    {
        await File.WriteAllTextAsync(Earlier, Old);
        var store = Start();
        _shared.Problem = new("away");
        Assert.Equal((0, Old), await store.ReadAsync("users", known: 0, default) is { } away ? (away.Version, away.Content) : default);
        _shared.Problem = null;
        _shared.WriteProblem = new("no place yet");
        Assert.Equal((0, Old), await store.ReadAsync("users", known: 0, default) is { } waiting ? (waiting.Version, waiting.Content) : default);
        _shared.WriteProblem = null;
        Assert.Equal((1, Old), await store.ReadAsync("users", known: 0, default) is { } taken ? (taken.Version, taken.Content) : default);
    }

    // Only what says "more" adds something to what is there.
    private static string? Merge(string document, string? shared, string own)
    {
        if (own.Contains("damaged", StringComparison.Ordinal)) throw new FormatException("it is damaged.");
        if (shared is null) return own;
        return own.Contains("more", StringComparison.Ordinal) ? $"[{shared},{own}]" : null;
    }

    private MirroredSettingsStore Start() => new(
        _shared,
        new FileSettingsStore(Path.Combine(_node.Path, "copy")),
        new FileSettingsStore(_node.Path),
        Merge,
        "node-a",
        new Logger<MirroredSettingsStore>(_logs));
}
