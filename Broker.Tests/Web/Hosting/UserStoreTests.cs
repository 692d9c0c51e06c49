using System.Diagnostics;
using Broker.Core.Configuration;
using Broker.Core.Security;
using Broker.Core.Storage;
using Broker.Tests.Fixtures;
using Broker.Web.Hosting;
using Microsoft.Extensions.Options;

namespace Broker.Tests.Web.Hosting;

public sealed class UserStoreTests : IDisposable
{
    private static readonly Action<IReadOnlyList<User>> Anything = static _ => { };

    private readonly FakeSettingsStore _documents = new();
    private readonly ManualTime _clock = new();
    private readonly List<UserStore> _started = [];

    private string Content => _documents.Find("users")!.Content;

    private int Version => _documents.Find("users")!.Version;

    public void Dispose() => _started.ForEach(static users => users.Dispose());

    [Fact]
    public async Task Create_FirstStart_RandomPasswordToldOnceAndNotStoredAsItIs()
    {
        var users = await StartAsync();
        Assert.Null(_documents.Find("users"));
        var password = (await users.TryCreateAdministratorAsync(default))!.Password!;

        Assert.True(password.Replace("-", "", StringComparison.Ordinal).Length >= 20);
        Assert.DoesNotContain(password, Content, StringComparison.Ordinal);
        Assert.Equal(UserRole.Administrator, (await users.AuthenticateAsync("admin", password, default))!.Role);
        Assert.Null(await (await StartAsync()).TryCreateAdministratorAsync(default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("admin")]
    [InlineData("password")]
    public async Task Authenticate_CommonPassword_Refused(string guess)
    {
        var users = await StartAsync();
        Assert.Null(await users.AuthenticateAsync("admin", guess, default));
        await users.TryCreateAdministratorAsync(default);
        Assert.Null(await users.AuthenticateAsync("admin", guess, default));
    }

    [Fact]
    public async Task Create_TwoFirstStarts_DifferentPasswords()
    {
        var first = await (await StartAsync()).TryCreateAdministratorAsync(default);
        _documents.Remove("users");
        Assert.NotEqual(first, await (await StartAsync()).TryCreateAdministratorAsync(default));
    }

    [Fact]
    public async Task Create_TwoNodesAtOnce_OnePasswordAndTheOtherKnowsWhose()
    {
        var (a, b) = (await StartAsync("a"), await StartAsync("b"));
        var made = await Task.WhenAll(a.TryCreateAdministratorAsync(default).AsTask(), b.TryCreateAdministratorAsync(default).AsTask());
        var winner = Assert.Single(made, first => first!.Password is not null)!;
        Assert.All(made, first => Assert.Equal(winner.By, first!.By));
        await a.RefreshAsync(default);
        await b.RefreshAsync(default);
        Assert.NotNull(await a.AuthenticateAsync("admin", winner.Password!, default));
        Assert.NotNull(await b.AuthenticateAsync("admin", winner.Password!, default));
        Assert.Equal(1, Version);
    }

    [Fact]
    public async Task Create_NoPlaceYet_TriedAgainWithTheSamePassword()
    {
        var users = await StartAsync();
        _documents.WriteProblem = new("no place yet");
        await Assert.ThrowsAsync<StoreException>(() => users.TryCreateAdministratorAsync(default).AsTask());
        Assert.Empty(users.List());
        _documents.WriteProblem = null;
        var first = await users.TryCreateAdministratorAsync(default);
        Assert.NotNull(await users.AuthenticateAsync("admin", first!.Password!, default));
    }

    [Fact]
    public async Task Start_ConfiguredPassword_UsedAndNotStoredAsItIs()
    {
        var users = await StartAsync("a", "correct horse");

        Assert.Null(await users.TryCreateAdministratorAsync(default));
        Assert.NotNull(await users.AuthenticateAsync("admin", "correct horse", default));
        Assert.DoesNotContain("horse", Content, StringComparison.Ordinal);
        Assert.Equal("a", _documents.Find("users")!.By);
    }

    [Fact]
    public async Task Start_ConfiguredPasswordChanged_ConfigurationWins()
    {
        var before = await StartAsync("a", "old one");
        var stamp = before.Stamp("admin");
        var after = await StartAsync("a", "new one");

        Assert.Null(await after.AuthenticateAsync("admin", "old one", default));
        Assert.NotNull(await after.AuthenticateAsync("admin", "new one", default));
        Assert.NotEqual(stamp, after.Stamp("admin"));
        await before.RefreshAsync(default);
        Assert.Equal(after.Stamp("admin"), before.Stamp("admin"));
    }

    [Fact]
    public async Task Start_ConfigurationUnchanged_NoNewVersion()
    {
        var ann = new UserOptions { Name = "ann", Password = "long secret", Groups = "sales" };
        await StartAsync("a", "same", ann);
        await StartAsync("b", "same", ann);
        Assert.Equal(1, Version);
    }

    [Fact]
    public async Task Refresh_NodesWithDifferentConfigurations_EachAppliesItsOwnOnce()
    {
        var (a, b) = (await StartAsync("a", "one"), await StartAsync("b", "two"));
        for (var i = 0; i < 3; i++)
        {
            await a.RefreshAsync(default);
            await b.RefreshAsync(default);
        }

        Assert.Equal((2, "b"), (Version, _documents.Find("users")!.By));
        Assert.NotNull(await a.AuthenticateAsync("admin", "two", default));
    }

    [Fact]
    public async Task Start_StoreAway_ConfiguredUsersHoldAndAreWrittenWhenItIsBack()
    {
        _documents.Problem = new("away");
        var users = Create("a", "correct horse", new UserOptions { Name = "ann", Password = "long secret" });
        await Assert.ThrowsAsync<StoreException>(() => users.RefreshAsync(default).AsTask());
        var stamp = users.Stamp("admin");
        await Assert.ThrowsAsync<StoreException>(() => users.RefreshAsync(default).AsTask());
        Assert.NotNull(await users.AuthenticateAsync("admin", "correct horse", default));
        Assert.NotNull(await users.AuthenticateAsync("ann", "long secret", default));
        Assert.Null(await users.TryCreateAdministratorAsync(default));

        _documents.Problem = null;
        await users.RefreshAsync(default);
        Assert.Equal(1, Version);
        Assert.Equal(stamp, users.Stamp("admin"));
    }

    [Fact]
    public async Task Refresh_StoreGoesAway_SignInsGoOnAndEditsFail()
    {
        var users = await StartAsync("a", "correct horse");
        _documents.Problem = new("away");
        await Assert.ThrowsAsync<StoreException>(() => users.RefreshAsync(default).AsTask());
        await Assert.ThrowsAsync<StoreException>(() => PutAsync(users, new("ann", UserRole.Client), "long secret"));
        Assert.NotNull(await users.AuthenticateAsync("admin", "correct horse", default));
        Assert.Equal("admin", Assert.Single(users.List()).Name);
    }

    [Fact]
    public async Task Authenticate_ManySignIns_StoreIsNotAsked()
    {
        var users = await StartAsync("a", "correct horse");
        var reads = _documents.Reads;
        for (var i = 0; i < 10; i++) Assert.NotNull(await users.AuthenticateAsync("admin", "correct horse", default));
        Assert.Equal(reads, _documents.Reads);
    }

    [Fact]
    public async Task Put_NewThenChanged_KeptOverARestart()
    {
        var users = await StartAsync("a", "correct horse");
        Assert.False(await PutAsync(users, new("ann", UserRole.Client), password: null));
        Assert.True(await PutAsync(users, new("ann", UserRole.Client) { Groups = ["sales"] }, "long secret"));
        Assert.True(await PutAsync(users, new("ann", UserRole.Client) { Groups = ["sales", "staff"] }, password: null));
        Assert.Equal("root", _documents.Find("users")!.By);

        var again = await StartAsync("a", "correct horse");
        var ann = await again.AuthenticateAsync("ann", "long secret", default);
        Assert.Equal(["sales", "staff"], ann!.Groups);
        Assert.Equal(UserRole.Client, ann.Role);
        Assert.True(await again.TryRemoveAsync("ann", "root", Anything, default));
        Assert.False(await again.TryRemoveAsync("ann", "root", Anything, default));
        Assert.Null(await again.AuthenticateAsync("ann", "long secret", default));
    }

    [Fact]
    public async Task Put_OnBothNodes_KnownOnBothAfterARefresh()
    {
        var (here, there) = (await StartAsync("a", "correct horse"), await StartAsync("b", "correct horse"));
        await PutAsync(there, new("ann", UserRole.Client), "long secret");
        await PutAsync(here, new("bob", UserRole.Client), "long secret");
        Assert.NotNull(await here.AuthenticateAsync("ann", "long secret", default));
        await there.RefreshAsync(default);
        Assert.Equal(["admin", "ann", "bob"], there.List().Select(user => user.Name));
    }

    [Fact]
    public async Task Remove_RefusedByTheJudge_ChangesNothing()
    {
        var users = await StartAsync("a", "correct horse");
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => users.TryRemoveAsync("admin", "root", static left => throw new InvalidOperationException($"{left.Count} left"), default).AsTask());
        Assert.Equal(1, Version);
        Assert.Single(users.List());
    }

    [Fact]
    public async Task Remove_OtherNodeChangesMeanwhile_JudgedByWhatWouldBeLeft()
    {
        var (here, there) = (await StartAsync("a", "correct horse"), await StartAsync("b", "correct horse"));
        await PutAsync(here, new("second", UserRole.Administrator), "long secret");
        await there.RefreshAsync(default);
        // Each node removes the other administrator at the same time.
        await there.TryRemoveAsync("second", "root", Anything, default);
        var left = new List<int>();
        await here.TryRemoveAsync("admin", "root", users => left.Add(users.Count(user => user.Role == UserRole.Administrator)), default);
        Assert.Equal(0, left[^1]);
    }

    [Fact]
    public async Task Start_ConfiguredUsers_MadeAndChangedButTheirRoleKept()
    {
        var users = await StartAsync("a", "correct horse", new UserOptions { Name = "ann", Password = "long secret", Groups = "sales, staff" });
        Assert.Equal(["sales", "staff"], (await users.AuthenticateAsync("ann", "long secret", default))!.Groups);
        await PutAsync(users, new("ann", UserRole.Viewer) { Groups = ["sales", "staff"] }, password: null);
        await PutAsync(users, new("bob", UserRole.Client), "long secret");

        var again = await StartAsync("a", "correct horse", new UserOptions { Name = "ann", Password = "another one", Groups = "sales" });
        var ann = await again.AuthenticateAsync("ann", "another one", default);
        Assert.Equal(["sales"], ann!.Groups);
        Assert.Equal(UserRole.Viewer, ann.Role);
        Assert.NotNull(await again.AuthenticateAsync("bob", "long secret", default));
    }

    [Fact]
    public async Task Merge_UsersOfBefore_ThoseOnlyThisNodeHad()
    {
        var a = await StartAsync("a", "correct horse");
        await PutAsync(a, new("ann", UserRole.Client) { Groups = ["sales"] }, "long secret");
        var own = Content;
        _documents.Remove("users");
        await StartAsync("b", "other horse");
        var shared = Content;

        _documents.Set("users", 9, UserFormat.Merge(shared, own)!, "a");
        var merged = await StartAsync();
        Assert.NotNull(await merged.AuthenticateAsync("admin", "other horse", default));
        Assert.Equal(["sales"], (await merged.AuthenticateAsync("ann", "long secret", default))!.Groups);
        Assert.Null(UserFormat.Merge(Content, own));
        Assert.Equal(own, UserFormat.Merge(shared: null, own));
        Assert.Throws<FormatException>(() => UserFormat.Merge(shared, "{}"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "version": 2, "users": [] }""")]
    [InlineData("""{ "version": 1, "users": [ { "name": "ann", "role": "King", "passwordHash": "secret-hash" } ] }""")]
    [InlineData("""{ "version": 1, "users": [ { "name": "ann", "role": "Viewer", "passwordHash": "secret-hash" }, { "name": "ann", "role": "Viewer", "passwordHash": "x" } ] }""")]
    public async Task Start_Damaged_SaysWhereAndWhatToDoWithoutTheHashes(string content)
    {
        _documents.Set("users", 1, content, "ann");
        var error = await Assert.ThrowsAsync<StoreMismatchException>(() => StartAsync());
        Assert.Contains("Version 1 of the pretended document users cannot be read", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-hash", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_UnknownUser_CostsAboutAsMuchAsWrongPassword()
    {
        var users = await StartAsync("a", "right");
        var (wrong, unknown) = (double.MaxValue, double.MaxValue);
        // A busy machine makes some attempts slow and none fast: the fastest of enough tell what each costs.
        for (var attempt = 0; attempt < 40 && (attempt < 4 || unknown / wrong is < 0.4 or > 2.5); attempt++)
        {
            wrong = Math.Min(wrong, await TimeAsync(users, "admin"));
            unknown = Math.Min(unknown, await TimeAsync(users, "nobody"));
        }

        Assert.InRange(unknown / wrong, 0.4, 2.5);
    }

    [Fact]
    public async Task Authenticate_ThousandConnectsAtOnce_OneSlowHash()
    {
        var users = await StartAsync("a", "right");
        _clock.Advance(TimeSpan.FromHours(1));
        var watch = Stopwatch.StartNew();

        var all = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => users.AuthenticateAsync("admin", "right", default).AsTask()));

        Assert.All(all, Assert.NotNull);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
    }

    [Fact]
    public void Verified_OtherPasswordOrLater_NotRemembered()
    {
        var verified = new VerifiedPasswords(_clock);
        verified.Add("hash", "right");

        Assert.True(verified.Contains("hash", "right"));
        Assert.False(verified.Contains("hash", "wrong"));
        Assert.False(verified.Contains("other hash", "right"));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.False(verified.Contains("hash", "right"));
    }

    private static async Task<double> TimeAsync(UserStore users, string name)
    {
        var watch = Stopwatch.StartNew();
        Assert.Null(await users.AuthenticateAsync(name, "wrong", default));
        return watch.Elapsed.TotalMilliseconds;
    }

    private async Task<UserStore> StartAsync(string node = "a", string password = "", params UserOptions[] configured)
    {
        var users = Create(node, password, configured);
        await users.RefreshAsync(default);
        return users;
    }

    private UserStore Create(string node, string password, params UserOptions[] configured)
    {
        var users = new UserStore(
            _documents,
            Options.Create(new BrokerOptions { NodeName = node }),
            Options.Create(new SecurityOptions { Administrator = new AdministratorOptions { Password = password }, Users = configured }),
            new VerifiedPasswords(_clock));
        _started.Add(users);
        return users;
    }

    private static Task<bool> PutAsync(UserStore users, User user, string? password) =>
        users.TryPutAsync(user, password, "root", Anything, default).AsTask();
}
