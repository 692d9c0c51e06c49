using Broker.Core.Security;

namespace Broker.Tests.Core.Security;

public sealed class AuthorizationTests
{
    [Fact]
    public void New_NothingEdited_AsConfigured()
    {
        var authorization = new Authorization(new() { Enabled = true });
        Assert.False(authorization.Rights.IsUnrestricted);
        Assert.Equal((0, "", (DateTimeOffset?)null), (authorization.Stored.Version, authorization.Stored.By, authorization.Stored.At));
    }

    [Fact]
    public void Adopt_Edited_InForceAndWhatWasGivenOutBeforeStays()
    {
        var authorization = new Authorization(new());
        var before = authorization.Rights;
        var edited = new StoredRights(new() { Enabled = true }, 4, "ann", DateTimeOffset.UnixEpoch);
        authorization.Adopt(edited);
        Assert.False(authorization.Rights.IsUnrestricted);
        Assert.True(before.IsUnrestricted);
        Assert.Same(edited, authorization.Stored);
    }
}
