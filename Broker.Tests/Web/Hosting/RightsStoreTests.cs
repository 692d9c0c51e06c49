using Broker.Core.Configuration;
using Broker.Core.Security;
using Broker.Core.Storage;
using Broker.Tests.Fixtures;
using Broker.Web.Hosting;

namespace Broker.Tests.Web.Hosting;

public sealed class RightsStoreTests : IDisposable
{
    private static readonly AuthorizationOptions Rights = new()
    {
        Enabled = true,
        Entries = [new() { Queue = "orders.>", Read = "sales", Admin = "*" }, new() { Topic = "T", Write = "a,b" }],
        TemporaryDestinations = new() { Admin = "staff" },
        Default = new() { Read = "*" },
    };

    private readonly FakeSettingsStore _documents = new();
    private readonly Authorization _authorization = new(new());
    private readonly RightsStore _store;

    public RightsStoreTests() => _store = new(_documents, _authorization);

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Refresh_NeverEdited_AsConfiguredAndNothingWritten()
    {
        await _store.RefreshAsync(default);
        Assert.Equal(0, _authorization.Stored.Version);
        Assert.Null(_documents.Find("rights"));
    }

    [Fact]
    public async Task Replace_PresentVersion_AllOfItOnTheOtherNode()
    {
        Assert.True(await _store.TryReplaceAsync(Rights, 0, "ann", default));
        Assert.Equal((1, "ann"), (_authorization.Stored.Version, _authorization.Stored.By));

        var there = new Authorization(new());
        using var other = new RightsStore(_documents, there);
        await other.RefreshAsync(default);
        var read = there.Stored;
        Assert.Equal((1, "ann", _documents.Find("rights")!.At), (read.Version, read.By, read.At));
        Assert.Equal(Rights.Entries, read.Rights.Entries);
        Assert.Equal((true, Rights.TemporaryDestinations, Rights.Default), (read.Rights.Enabled, read.Rights.TemporaryDestinations, read.Rights.Default));
        Assert.False(there.Rights.IsUnrestricted);
    }

    [Fact]
    public async Task Replace_EditedByAnotherNode_RefusedAndWhatItLeftIsInForce()
    {
        using var other = new RightsStore(_documents, new Authorization(new()));
        await other.TryReplaceAsync(Rights, 0, "ann", default);
        Assert.False(await _store.TryReplaceAsync(new(), 0, "bob", default));
        Assert.Equal((1, "ann"), (_authorization.Stored.Version, _authorization.Stored.By));
        Assert.False(_authorization.Rights.IsUnrestricted);
    }

    [Fact]
    public async Task Replace_StoreAway_FailsAndChangesNothing()
    {
        _documents.Problem = new("away");
        await Assert.ThrowsAsync<StoreException>(() => _store.TryReplaceAsync(Rights, 0, "ann", default).AsTask());
        Assert.True(_authorization.Rights.IsUnrestricted);
    }

    [Fact]
    public async Task Refresh_FileOfTheVersionBefore_Read()
    {
        _documents.Set(
            "rights",
            1,
            """{ "format": 1, "edited": { "rights": { "enabled": true, "entries": [ { "queue": "a.>", "read": "sales" } ] }, "version": 3, "by": "ann", "at": null } }""",
            "");
        await _store.RefreshAsync(default);
        Assert.Equal("a.>", Assert.Single(_authorization.Stored.Rights.Entries).Queue);
        Assert.False(_authorization.Rights.IsUnrestricted);
    }

    [Fact]
    public async Task Merge_RightsOfBefore_OnlyWhenNobodyEditedTheSharedOnes()
    {
        await _store.TryReplaceAsync(Rights, 0, "ann", default);
        var own = _documents.Find("rights")!.Content;
        Assert.Equal(own, RightsFormat.Merge(shared: null, own));
        Assert.Null(RightsFormat.Merge(shared: own, own));
        Assert.Throws<FormatException>(() => RightsFormat.Merge(shared: null, "{}"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "format": 2, "edited": null }""")]
    [InlineData("""{ "format": 1, "edited": null }""")]
    [InlineData("""{ "format": 1, "edited": { "rights": { "entries": [ { "queue": "a.>.b" } ] } } }""")]
    public async Task Refresh_Damaged_SaysWhatToDoAndKeepsWhatHeld(string content)
    {
        await _store.TryReplaceAsync(Rights, 0, "ann", default);
        _documents.Set("rights", 2, content, "bob");
        var error = await Assert.ThrowsAsync<StoreMismatchException>(() => _store.RefreshAsync(default).AsTask());
        Assert.Contains("Version 2 of the pretended document rights cannot be read", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, _authorization.Stored.Version);
    }
}
