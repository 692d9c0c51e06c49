using Broker.Core.Security;

namespace Broker.Tests.Core.Security;

public sealed class AuthorizationTests
{
    private readonly Store _store = new();

    [Fact]
    public void Replace_PresentVersion_InForceAndKept()
    {
        var authorization = new Authorization(new(), _store);
        var before = authorization.Rights;
        Assert.True(authorization.TryReplace(new() { Enabled = true }, version: 0, "ann", DateTimeOffset.UnixEpoch));
        Assert.False(authorization.Rights.IsUnrestricted);
        Assert.True(before.IsUnrestricted);
        Assert.Equal((1, "ann", DateTimeOffset.UnixEpoch), (_store.Kept!.Version, _store.Kept.By, _store.Kept.At));
    }

    [Fact]
    public void Replace_OlderVersion_ChangesNothing()
    {
        var authorization = new Authorization(new(), _store);
        authorization.TryReplace(new() { Enabled = true }, version: 0, "ann", DateTimeOffset.UnixEpoch);
        Assert.False(authorization.TryReplace(new(), version: 0, "bob", DateTimeOffset.UnixEpoch));
        Assert.Equal("ann", authorization.Stored.By);
    }

    [Fact]
    public void Replace_CannotBeKept_ChangesNothing()
    {
        var authorization = new Authorization(new(), _store);
        _store.Fails = true;
        Assert.Throws<IOException>(() => authorization.TryReplace(new() { Enabled = true }, version: 0, "ann", DateTimeOffset.UnixEpoch));
        Assert.True(authorization.Rights.IsUnrestricted);
        Assert.Equal(0, authorization.Stored.Version);
    }

    [Fact]
    public void Open_EditedBefore_EditWinsOverConfiguration()
    {
        _store.Kept = new(new() { Enabled = true }, 4, "ann", DateTimeOffset.UnixEpoch);
        Assert.False(new Authorization(new(), _store).Rights.IsUnrestricted);
    }

    [Fact]
    public void Replace_EditedByAnotherNode_RefusedAsStale()
    {
        var authorization = new Authorization(new(), _store);
        _store.Kept = new(new() { Enabled = true }, 1, "ann", DateTimeOffset.UnixEpoch);
        Assert.False(authorization.TryReplace(new(), version: 0, "bob", DateTimeOffset.UnixEpoch));
        Assert.False(authorization.Rights.IsUnrestricted);
    }

    [Fact]
    public void Refresh_EditedByAnotherNode_InForce()
    {
        var authorization = new Authorization(new(), _store);
        _store.Kept = new(new() { Enabled = true }, 1, "ann", DateTimeOffset.UnixEpoch);
        Assert.True(authorization.Rights.IsUnrestricted);
        authorization.Refresh();
        Assert.False(authorization.Rights.IsUnrestricted);
    }

    private sealed class Store : IRightsStore
    {
        public StoredRights? Kept { get; set; }

        public bool Fails { get; set; }

        public StoredRights? Read() => Kept;

        public void Write(StoredRights rights)
        {
            if (Fails) throw new IOException("full");
            Kept = rights;
        }
    }
}
