using System.Diagnostics;
using Broker.Core.Configuration;
using Broker.Core.Security;
using Broker.Tests.Fixtures;
using Broker.Web.Hosting;
using Microsoft.Extensions.Options;

namespace Broker.Tests.Web.Hosting;

public sealed class UserFileTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("users-").FullName;
    private readonly ManualTime _clock = new();

    private string FilePath => Path.Combine(_data, "users.json");

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Open_FirstStart_RandomPasswordToldOnce()
    {
        using var users = Open();
        var password = users.TakeGeneratedPassword();

        Assert.NotNull(password);
        Assert.True(password.Replace("-", "", StringComparison.Ordinal).Length >= 20);
        Assert.Null(users.TakeGeneratedPassword());
        Assert.Equal(new User("admin", UserRole.Administrator), await users.AuthenticateAsync("admin", password, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("admin")]
    [InlineData("password")]
    public async Task Authenticate_CommonPassword_Refused(string guess)
    {
        using var users = Open();

        Assert.Null(await users.AuthenticateAsync("admin", guess, default));
    }

    [Fact]
    public void Open_TwoFirstStarts_DifferentPasswords()
    {
        using var users = Open();
        var first = users.TakeGeneratedPassword();
        File.Delete(FilePath);
        using var again = Open();

        Assert.NotEqual(first, again.TakeGeneratedPassword());
    }

    [Fact]
    public void Open_GeneratedPasswordNeverShown_NothingStored()
    {
        Open().Dispose();

        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void Open_GeneratedPasswordNeverShown_ConfiguredUsersNotStoredEither()
    {
        using var users = Open("", new UserOptions { Name = "ann", Password = "long secret" });

        Assert.False(File.Exists(FilePath));
        users.TakeGeneratedPassword();
        Assert.Contains("ann", File.ReadAllText(FilePath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_SecondStart_KeepsPasswordAndTellsNothing()
    {
        using var users = Open();
        var password = users.TakeGeneratedPassword()!;
        using var again = Open();

        Assert.Null(again.TakeGeneratedPassword());
        Assert.NotNull(await again.AuthenticateAsync("admin", password, default));
    }

    [Fact]
    public async Task Open_ConfiguredPassword_UsedAndNotStoredAsItIs()
    {
        using var users = Open("correct horse");

        Assert.Null(users.TakeGeneratedPassword());
        Assert.NotNull(await users.AuthenticateAsync("admin", "correct horse", default));
        Assert.DoesNotContain("horse", await File.ReadAllTextAsync(FilePath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ConfiguredPasswordChanged_ConfigurationWins()
    {
        using var before = Open("old one");
        var stamp = before.Stamp("admin");
        using var after = Open("new one");

        Assert.Null(await after.AuthenticateAsync("admin", "old one", default));
        Assert.NotNull(await after.AuthenticateAsync("admin", "new one", default));
        Assert.NotEqual(stamp, after.Stamp("admin"));
    }

    [Fact]
    public void Open_ConfiguredPasswordUnchanged_FileUntouched()
    {
        Open("same").Dispose();
        var written = File.ReadAllText(FilePath);
        Open("same").Dispose();

        Assert.Equal(written, File.ReadAllText(FilePath));
    }

    [Fact]
    public async Task Put_NewThenChanged_KeptOverARestart()
    {
        using var users = Open("correct horse");
        Assert.False(users.TryPut(new("ann", UserRole.Client), password: null));
        Assert.True(users.TryPut(new("ann", UserRole.Client) { Groups = ["sales"] }, "long secret"));
        Assert.True(users.TryPut(new("ann", UserRole.Client) { Groups = ["sales", "staff"] }, password: null));

        using var again = Open("correct horse");
        var ann = await again.AuthenticateAsync("ann", "long secret", default);
        Assert.Equal(["sales", "staff"], ann!.Groups);
        Assert.Equal(UserRole.Client, ann.Role);
        Assert.True(again.TryRemove("ann"));
        Assert.False(again.TryRemove("ann"));
        Assert.Null(await again.AuthenticateAsync("ann", "long secret", default));
    }

    [Fact]
    public async Task Put_OnAnotherNode_KnownHereAndKept()
    {
        using var here = Open("correct horse");
        using var there = Open("correct horse");
        there.TryPut(new("ann", UserRole.Client), "long secret");
        Assert.NotNull(await here.AuthenticateAsync("ann", "long secret", default));
        here.TryPut(new("bob", UserRole.Client), "long secret");
        Assert.Equal(["admin", "ann", "bob"], there.List().Select(user => user.Name));
    }

    [Fact]
    public async Task Open_ConfiguredUsers_MadeAndChangedButTheirRoleKept()
    {
        using (var users = Open("correct horse", new UserOptions { Name = "ann", Password = "long secret", Groups = "sales, staff" }))
        {
            Assert.Equal(["sales", "staff"], (await users.AuthenticateAsync("ann", "long secret", default))!.Groups);
            users.TryPut(new("ann", UserRole.Viewer) { Groups = ["sales", "staff"] }, password: null);
            users.TryPut(new("bob", UserRole.Client), "long secret");
        }

        using var again = Open("correct horse", new UserOptions { Name = "ann", Password = "another one", Groups = "sales" });
        var ann = await again.AuthenticateAsync("ann", "another one", default);
        Assert.Equal(["sales"], ann!.Groups);
        Assert.Equal(UserRole.Viewer, ann.Role);
        Assert.NotNull(await again.AuthenticateAsync("bob", "long secret", default));
    }

    [Fact]
    public void Open_NewFile_ReadableByOwnerAlone()
    {
        Open("some password").Dispose();

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        }
    }

    [Fact]
    public void Open_DamagedFile_SaysWhichAndWhatToDo()
    {
        File.WriteAllText(FilePath, "{ half");

        var error = Assert.Throws<InvalidDataException>(() => Open());
        Assert.Contains(FilePath, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authenticate_UnknownUser_CostsAboutAsMuchAsWrongPassword()
    {
        using var users = Open("right");
        var wrong = await FastestAsync(() => users.AuthenticateAsync("admin", "wrong", default));
        var unknown = await FastestAsync(() => users.AuthenticateAsync("nobody", "wrong", default));

        Assert.InRange(unknown / wrong, 0.4, 2.5);
    }

    [Fact]
    public async Task Authenticate_ThousandConnectsAtOnce_OneSlowHash()
    {
        using var users = Open("right");
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

    private static async Task<double> FastestAsync(Func<ValueTask<User?>> attempt)
    {
        var fastest = double.MaxValue;
        for (var i = 0; i < 4; i++)
        {
            var watch = Stopwatch.StartNew();
            Assert.Null(await attempt());
            fastest = Math.Min(fastest, watch.Elapsed.TotalMilliseconds);
        }

        return fastest;
    }

    private UserFile Open(string password = "", params UserOptions[] configured) => new(
        Options.Create(new BrokerOptions { DataDirectory = _data }),
        Options.Create(new SecurityOptions { Administrator = new AdministratorOptions { Password = password }, Users = configured }),
        new VerifiedPasswords(_clock));
}
