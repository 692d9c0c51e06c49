using Broker.Core.Configuration;
using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Core.Storage;
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
        _users.Put(Root);
        _administration = new(_users, new Edits(_authorization), _authorization, AnonymousRules.Of(new()), new Logger<SecurityAdministration>(_logs));
    }

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task PutUser_Administrator_AddsAndWritesDownWho()
    {
        await _administration.PutUserAsync(Root, new("ann", UserRole.Client) { Groups = ["sales"] }, "secret", default);
        Assert.Equal(["ann", "root"], _administration.ListUsers().Select(user => user.Name));
        var line = Assert.Single(_logs.Lines);
        Assert.Contains("root has changed the user ann: role Client, groups sales.", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_OfAnybodyElse_Refused()
    {
        await AssertRefusedAsync(CommandRefusal.Forbidden, "takes the role Administrator", () => _administration.PutUserAsync(Operator, new("ann", UserRole.Client), "secret", default).AsTask());
        await AssertRefusedAsync(CommandRefusal.Forbidden, "takes the role Administrator", () => _administration.RemoveUserAsync(Operator, "root", default).AsTask());
        await AssertRefusedAsync(CommandRefusal.Forbidden, "takes the role Administrator", () => _administration.PutRightsAsync(Operator, new(), version: 0, default).AsTask());
        Assert.Equal("root", Assert.Single(_users.List()).Name);
    }

    [Fact]
    public async Task PutUser_Wrong_SaysWhatAndTheRightForm()
    {
        await AssertRefusedAsync(CommandRefusal.Invalid, "name: 'a b' is no login name", () => _administration.PutUserAsync(Root, new("a b", UserRole.Client), "secret", default).AsTask());
        await AssertRefusedAsync(CommandRefusal.Invalid, "groups: '*' is no group", () => _administration.PutUserAsync(Root, new("ann", UserRole.Client) { Groups = ["*"] }, "secret", default).AsTask());
        await AssertRefusedAsync(CommandRefusal.Invalid, "password: ann is new and needs one", () => _administration.PutUserAsync(Root, new("ann", UserRole.Client), password: null, default).AsTask());
        await AssertRefusedAsync(CommandRefusal.Invalid, "password: is empty", () => _administration.PutUserAsync(Root, new("ann", UserRole.Client), "", default).AsTask());
    }

    [Fact]
    public async Task LastAdministrator_Stays()
    {
        await AssertRefusedAsync(CommandRefusal.Conflict, "root is the only administrator", () => _administration.RemoveUserAsync(Root, "root", default).AsTask());
        await AssertRefusedAsync(CommandRefusal.Conflict, "root is the only administrator", () => _administration.PutUserAsync(Root, new("root", UserRole.Viewer), password: null, default).AsTask());
        await _administration.PutUserAsync(Root, new("second", UserRole.Administrator), "secret", default);
        await _administration.RemoveUserAsync(Root, "root", default);
        await AssertRefusedAsync(CommandRefusal.NotFound, "There is no user root", () => _administration.RemoveUserAsync(Root, "root", default).AsTask());
    }

    [Fact]
    public async Task PutRights_PresentVersion_InForceWithWhoAndWhen()
    {
        var stored = await _administration.PutRightsAsync(Root, new() { Enabled = true }, version: 0, default);
        Assert.Equal((1, "root"), (stored.Version, stored.By));
        Assert.Equal(DateTimeOffset.UnixEpoch, stored.At);
        Assert.False(_authorization.Rights.IsUnrestricted);
    }

    [Fact]
    public async Task PutRights_StaleOrWrong_ChangesNothing()
    {
        await AssertRefusedAsync(CommandRefusal.Stale, "at version 0", () => _administration.PutRightsAsync(Root, new() { Enabled = true }, version: 3, default).AsTask());
        await AssertRefusedAsync(
            CommandRefusal.Invalid,
            "Security:Authorization:Entries:0:Queue: ",
            () => _administration.PutRightsAsync(Root, new() { Entries = [new() { Queue = "a.>.b" }] }, version: 0, default).AsTask());
        Assert.Equal(0, _administration.GetRights().Version);
    }

    [Fact]
    public async Task FindPermission_UserAndAnonymous_EachWithWhatGivesIt()
    {
        await _administration.PutUserAsync(Root, new("ann", UserRole.Client) { Groups = ["sales"] }, "secret", default);
        await _administration.PutRightsAsync(Root, new() { Enabled = true, Entries = [new() { Queue = "orders.>", Read = "sales", Write = "*" }] }, version: 0, default);
        var ann = _administration.FindPermission("ann", "queue://orders.new");
        Assert.Equal((true, true, false), (ann.Read.Allowed, ann.Write.Allowed, ann.Admin.Allowed));
        Assert.Equal("queue://orders.> gives it.", ann.Read.By);
        var anonymous = _administration.FindPermission("anonymous", "orders.new");
        Assert.Equal((false, true, false), (anonymous.Read.Allowed, anonymous.Write.Allowed, anonymous.Admin.Allowed));
        await AssertRefusedAsync(CommandRefusal.NotFound, "There is no user nobody", () => FindAsync("nobody", "queue://Q"));
        await AssertRefusedAsync(CommandRefusal.Invalid, "destination: 'queue://'", () => FindAsync("ann", "queue://"));
        await AssertRefusedAsync(CommandRefusal.Invalid, "destination: 'A,B'", () => FindAsync("ann", "A,B"));
    }

    [Fact]
    public async Task Changes_StoreAway_SaySoAndChangeNothing()
    {
        _users.Problem = new("The database server is away.");
        await AssertRefusedAsync(
            CommandRefusal.Conflict, "The change could not be kept: The database server is away.", () => _administration.PutUserAsync(Root, new("ann", UserRole.Client), "secret", default).AsTask());
        await AssertRefusedAsync(CommandRefusal.Conflict, "The change could not be kept", () => _administration.RemoveUserAsync(Root, "ann", default).AsTask());
        Assert.Empty(_logs.Lines);
    }

    private Task FindAsync(string user, string destination)
    {
        _administration.FindPermission(user, destination);
        return Task.CompletedTask;
    }

    private static async Task AssertRefusedAsync(CommandRefusal reason, string says, Func<Task> command)
    {
        var refused = await Assert.ThrowsAsync<CommandRefusedException>(command);
        Assert.Equal(reason, refused.Reason);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    private sealed class Users : IUserStore
    {
        private readonly SortedDictionary<string, User> _users = new(StringComparer.Ordinal);

        public StoreException? Problem { get; set; }

        public IReadOnlyList<User> List() => [.. _users.Values];

        public void Put(User user) => _users[user.Name] = user;

        public ValueTask<bool> TryPutAsync(User user, string? password, string by, Action<IReadOnlyList<User>> judge, CancellationToken cancellationToken)
        {
            if (Problem is not null) throw Problem;
            if (password is null && !_users.ContainsKey(user.Name)) return ValueTask.FromResult(false);
            judge([.. _users.Values.Where(other => other.Name != user.Name), user]);
            Put(user);
            return ValueTask.FromResult(true);
        }

        public ValueTask<bool> TryRemoveAsync(string name, string by, Action<IReadOnlyList<User>> judge, CancellationToken cancellationToken)
        {
            if (Problem is not null) throw Problem;
            if (!_users.ContainsKey(name)) return ValueTask.FromResult(false);
            judge([.. _users.Values.Where(other => other.Name != name)]);
            return ValueTask.FromResult(_users.Remove(name));
        }
    }

    private sealed class Edits(Authorization authorization) : IRightsStore
    {
        public ValueTask<bool> TryReplaceAsync(AuthorizationOptions rights, int version, string by, CancellationToken cancellationToken)
        {
            if (authorization.Stored.Version != version) return ValueTask.FromResult(false);
            authorization.Adopt(new(rights, version + 1, by, DateTimeOffset.UnixEpoch));
            return ValueTask.FromResult(true);
        }
    }
}
