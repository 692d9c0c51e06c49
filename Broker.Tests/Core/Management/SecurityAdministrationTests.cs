using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Tests.Fixtures;
using Microsoft.Extensions.Logging;

namespace Broker.Tests.Core.Management;

public sealed class SecurityAdministrationTests : IDisposable
{
    private static readonly User Root = new("root", UserRole.Administrator);
    private static readonly User Operator = new("op", UserRole.Operator);

    private readonly Users _users = new();
    private readonly Authorization _authorization = new(new());
    private readonly RecordingLoggers _logs = new();
    private readonly SecurityAdministration _administration;

    public SecurityAdministrationTests()
    {
        _users.TryPut(Root, "secret");
        _administration = new(_users, _authorization, AnonymousRules.Of(new()), new ManualTime(), new Logger<SecurityAdministration>(_logs));
    }

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void PutUser_Administrator_AddsAndWritesDownWho()
    {
        _administration.PutUser(Root, new("ann", UserRole.Client) { Groups = ["sales"] }, "secret");
        Assert.Equal(["ann", "root"], _administration.ListUsers().Select(user => user.Name));
        var line = Assert.Single(_logs.Lines);
        Assert.Contains("root has changed the user ann: role Client, groups sales.", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Changes_OfAnybodyElse_Refused()
    {
        AssertRefused(CommandRefusal.Forbidden, "takes the role Administrator", () => _administration.PutUser(Operator, new("ann", UserRole.Client), "secret"));
        AssertRefused(CommandRefusal.Forbidden, "takes the role Administrator", () => _administration.RemoveUser(Operator, "root"));
        AssertRefused(CommandRefusal.Forbidden, "takes the role Administrator", () => _administration.PutRights(Operator, new(), version: 0));
        Assert.Equal("root", Assert.Single(_users.List()).Name);
    }

    [Fact]
    public void PutUser_Wrong_SaysWhatAndTheRightForm()
    {
        AssertRefused(CommandRefusal.Invalid, "name: 'a b' is no login name", () => _administration.PutUser(Root, new("a b", UserRole.Client), "secret"));
        AssertRefused(CommandRefusal.Invalid, "groups: '*' is no group", () => _administration.PutUser(Root, new("ann", UserRole.Client) { Groups = ["*"] }, "secret"));
        AssertRefused(CommandRefusal.Invalid, "password: ann is new and needs one", () => _administration.PutUser(Root, new("ann", UserRole.Client), password: null));
        AssertRefused(CommandRefusal.Invalid, "password: is empty", () => _administration.PutUser(Root, new("ann", UserRole.Client), ""));
    }

    [Fact]
    public void LastAdministrator_Stays()
    {
        AssertRefused(CommandRefusal.Conflict, "root is the only administrator", () => _administration.RemoveUser(Root, "root"));
        AssertRefused(CommandRefusal.Conflict, "root is the only administrator", () => _administration.PutUser(Root, new("root", UserRole.Viewer), password: null));
        _administration.PutUser(Root, new("second", UserRole.Administrator), "secret");
        _administration.RemoveUser(Root, "root");
        AssertRefused(CommandRefusal.NotFound, "There is no user root", () => _administration.RemoveUser(Root, "root"));
    }

    [Fact]
    public void PutRights_PresentVersion_InForceWithWhoAndWhen()
    {
        var stored = _administration.PutRights(Root, new() { Enabled = true }, version: 0);
        Assert.Equal((1, "root"), (stored.Version, stored.By));
        Assert.Equal(new ManualTime().GetUtcNow(), stored.At);
        Assert.False(_authorization.Rights.IsUnrestricted);
    }

    [Fact]
    public void PutRights_StaleOrWrong_ChangesNothing()
    {
        AssertRefused(CommandRefusal.Stale, "at version 0", () => _administration.PutRights(Root, new() { Enabled = true }, version: 3));
        AssertRefused(
            CommandRefusal.Invalid,
            "Security:Authorization:Entries:0:Queue: ",
            () => _administration.PutRights(Root, new() { Entries = [new() { Queue = "a.>.b" }] }, version: 0));
        Assert.Equal(0, _administration.GetRights().Version);
    }

    [Fact]
    public void FindPermission_UserAndAnonymous_EachWithWhatGivesIt()
    {
        _administration.PutUser(Root, new("ann", UserRole.Client) { Groups = ["sales"] }, "secret");
        _administration.PutRights(Root, new() { Enabled = true, Entries = [new() { Queue = "orders.>", Read = "sales", Write = "*" }] }, version: 0);
        var ann = _administration.FindPermission("ann", "queue://orders.new");
        Assert.Equal((true, true, false), (ann.Read.Allowed, ann.Write.Allowed, ann.Admin.Allowed));
        Assert.Equal("queue://orders.> gives it.", ann.Read.By);
        var anonymous = _administration.FindPermission("anonymous", "orders.new");
        Assert.Equal((false, true, false), (anonymous.Read.Allowed, anonymous.Write.Allowed, anonymous.Admin.Allowed));
        AssertRefused(CommandRefusal.NotFound, "There is no user nobody", () => _administration.FindPermission("nobody", "queue://Q"));
        AssertRefused(CommandRefusal.Invalid, "destination: 'queue://'", () => _administration.FindPermission("ann", "queue://"));
        AssertRefused(CommandRefusal.Invalid, "destination: 'A,B'", () => _administration.FindPermission("ann", "A,B"));
    }

    private static void AssertRefused(CommandRefusal reason, string says, Action command)
    {
        var refused = Assert.Throws<CommandRefusedException>(command);
        Assert.Equal(reason, refused.Reason);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    private sealed class Users : IUserStore
    {
        private readonly SortedDictionary<string, User> _users = new(StringComparer.Ordinal);

        public IReadOnlyList<User> List() => [.. _users.Values];

        public bool TryPut(User user, string? password)
        {
            if (password is null && !_users.ContainsKey(user.Name)) return false;
            _users[user.Name] = user;
            return true;
        }

        public bool TryRemove(string name) => _users.Remove(name);
    }
}
