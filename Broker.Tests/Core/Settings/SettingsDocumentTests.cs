using Broker.Core.Settings;
using Broker.Core.Storage;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Settings;

public sealed class SettingsDocumentTests : IDisposable
{
    private static readonly SettingsFormat<string> Format = new(
        "words", static text => text.Contains('!', StringComparison.Ordinal) ? throw new FormatException("it shouts.") : text, static words => words);

    private readonly FakeSettingsStore _store = new();
    private readonly List<string> _adopted = [];
    private readonly SettingsDocument<string> _document;

    public SettingsDocumentTests() => _document = new(Format, _store, read => _adopted.Add($"{read.Version} {read.Content} {read.By}"));

    public void Dispose() => _document.Dispose();

    [Fact]
    public async Task Refresh_NewAndTheSameAgain_AdoptedOnce()
    {
        await _document.RefreshAsync(default);
        Assert.Null(_document.Newest);
        _store.Set("words", 3, "a", "ann");
        await _document.RefreshAsync(default);
        await _document.RefreshAsync(default);
        Assert.Equal(["3 a ann"], _adopted);
        Assert.Equal((3, "a", "ann"), (_document.Newest!.Version, _document.Newest.Content, _document.Newest.By));
    }

    [Fact]
    public async Task Refresh_RestoredToAnOlderVersion_Adopted()
    {
        _store.Set("words", 9, "new", "ann");
        await _document.RefreshAsync(default);
        _store.Set("words", 7, "old", "bob");
        await _document.RefreshAsync(default);
        Assert.Equal("old", _document.Newest!.Content);
    }

    [Fact]
    public async Task Refresh_Damaged_SaysWhereAndKeepsWhatWasKnown()
    {
        _store.Set("words", 1, "a", "ann");
        await _document.RefreshAsync(default);
        _store.Set("words", 2, "secret!", "bob");
        var error = await Assert.ThrowsAsync<StoreMismatchException>(() => _document.RefreshAsync(default).AsTask());
        Assert.StartsWith("Version 2 of the pretended document words cannot be read: it shouts. ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("a", _document.Newest!.Content);
    }

    [Fact]
    public async Task Replace_PresentVersion_KeptAndAdopted()
    {
        Assert.True(await _document.TryReplaceAsync("a", 0, "ann", default));
        Assert.True(await _document.TryReplaceAsync("b", 1, "bob", default));
        Assert.Equal(["1 a ann", "2 b bob"], _adopted);
        Assert.Equal("b", _store.Find("words")!.Content);
    }

    [Fact]
    public async Task Replace_OtherWasFaster_RefusedAndSaysWho()
    {
        _store.Set("words", 1, "a", "ann");
        Assert.False(await _document.TryReplaceAsync("b", 0, "bob", default));
        _store.BeforeWrite = () => _store.Set("words", 2, "c", "carl");
        Assert.False(await _document.TryReplaceAsync("b", 1, "bob", default));
        Assert.Equal((2, "carl"), (_document.Newest!.Version, _document.Newest.By));
        Assert.Equal("c", _store.Find("words")!.Content);
    }

    [Fact]
    public async Task Change_OtherWasFaster_MadeOnTopOfIt()
    {
        _store.Set("words", 1, "a", "ann");
        _store.BeforeWrite = () => _store.Set("words", 2, "a b", "ann");
        Assert.True(await _document.ChangeAsync(words => words + " c", "bob", default));
        Assert.Equal("a b c", _store.Find("words")!.Content);
    }

    [Fact]
    public async Task Change_NothingToChange_NoNewVersion()
    {
        _store.Set("words", 1, "a", "ann");
        Assert.False(await _document.ChangeAsync(static _ => null, "bob", default));
        Assert.Equal(1, _store.Find("words")!.Version);
    }

    [Fact]
    public async Task Change_TakenOutOfTheStoreMeanwhile_PutBackWithTheChange()
    {
        _store.Set("words", 5, "a", "ann");
        await _document.RefreshAsync(default);
        _store.Remove("words");
        Assert.True(await _document.ChangeAsync(words => words + " b", "bob", default));
        Assert.Equal((1, "a b"), (_store.Find("words")!.Version, _store.Find("words")!.Content));
    }

    [Fact]
    public async Task Change_StoreAway_FailsAndChangesNothing()
    {
        _store.Set("words", 1, "a", "ann");
        await _document.RefreshAsync(default);
        _store.Problem = new("away");
        await Assert.ThrowsAsync<StoreException>(() => _document.ChangeAsync(static _ => "b", "bob", default).AsTask());
        Assert.Equal("a", _document.Newest!.Content);
    }

    [Fact]
    public async Task Change_ManyAtOnceOnTwoNodes_NoneLost()
    {
        using var other = new SettingsDocument<string>(Format, _store, static _ => { });
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(
            () => (number % 2 == 0 ? _document : other).ChangeAsync(words => $"{words}<{number}>", "ann", default).AsTask())));
        var kept = _store.Find("words")!;
        Assert.Equal(20, kept.Version);
        Assert.All(Enumerable.Range(0, 20), number => Assert.Contains($"<{number}>", kept.Content, StringComparison.Ordinal));
    }
}
