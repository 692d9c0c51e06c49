using Broker.Core.Storage;
using Broker.Storage.Database;

namespace Broker.Tests.Storage.Database;

[Collection(DatabaseCollection.Name)]
public sealed class DatabasePreflightTests(DatabaseFixture fixture)
{
    private const long Frame = 1024 * 1024;
    private const string Secret = "s3cret;'\"pw";

    [Fact]
    public async Task Check_ServerFits_TellsWhatItIs()
    {
        var facts = await DatabasePreflight.CheckAsync(fixture.NewDatabase(), Frame);
        Assert.Contains("MariaDB", facts.ServerVersion, StringComparison.Ordinal);
        Assert.Equal((true, false, 16L << 20), (facts.IsMariaDb, facts.IsGalera, facts.MaxAllowedPacketBytes));
    }

    [Fact]
    public async Task Check_WrongPassword_NamesTheUserAndNotThePassword()
    {
        DatabaseFixture.Execute(fixture.ServerConnectionString, "CREATE OR REPLACE USER wrong IDENTIFIED BY 'right'");
        await RefusedAsync($"{fixture.NewDatabase()};User ID=wrong;Password=\"{Secret.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", "refuses the user 'wrong'", "password");
    }

    [Fact]
    public async Task Check_NoRightsOnTheDatabase_NamesBoth()
    {
        DatabaseFixture.Execute(fixture.ServerConnectionString, "CREATE OR REPLACE USER stranger IDENTIFIED BY 'pw'");
        await RefusedAsync($"{fixture.NewDatabase()};User ID=stranger;Password=pw", "'stranger' may not use the database 'scratch_", "GRANT");
    }

    [Fact]
    public Task Check_NoSuchDatabase_NamesIt() => RefusedAsync($"{fixture.ServerConnectionString};Database=nowhere", "no database 'nowhere'", "create it");

    [Fact]
    public Task Check_NobodyListens_NamesServerAndPort() =>
        RefusedAsync("Server=127.0.0.1;Port=1;Database=x;User ID=root", "127.0.0.1:1 cannot be reached", "start it");

    [Fact]
    public Task Check_HostUnknown_NamesIt() => RefusedAsync("Server=no-such-host.invalid;Database=x;User ID=root", "no-such-host.invalid:3306 cannot be reached");

    [Fact]
    public Task Check_FrameLargerThanAPacket_NamesVariableValueAndWhatToSet() =>
        RefusedAsync(fixture.NewDatabase(), 100L << 20, "max_allowed_packet=16777216", "set max_allowed_packet=105906176");

    [Theory]
    [InlineData("Server=a;NoSuchWord=1")]
    [InlineData("Server=a;Port=many")]
    [InlineData("nonsense")]
    public Task Check_StringUnreadable_ShowsHowOneLooks(string connectionString) => RefusedAsync($"{connectionString};Password={Secret}", "cannot be read", "Server=host");

    [Fact]
    public Task Check_NoDatabaseNamed_Asks() => RefusedAsync("Server=a", "names no database");

    [Theory]
    [InlineData("10.4.34-MariaDB", "OFF", "DEFAULT", "10.4.34-MariaDB")]
    [InlineData("8.0.15", "OFF", "DEFAULT", "8.0.16")]
    [InlineData("10.11.6-MariaDB", "ON", "DEFAULT", "read_only=ON")]
    [InlineData("10.11.6-MariaDB", "OFF", "DISABLED", "InnoDB")]
    [InlineData("8.4.0", "OFF", null, "InnoDB")]
    public void Judge_ServerUnfit_SaysWhy(string version, string readOnly, string? innoDb, string word)
    {
        var error = Assert.Throws<StoreException>(() => DatabasePreflight.Judge(Variables(version, readOnly, 16 << 20), innoDb, Frame, "db:3306"));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.Contains("db:3306", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.5.0-MariaDB", true)]
    [InlineData("8.0.16", false)]
    [InlineData("9.1.0", false)]
    public void Judge_OldestAndNewer_Admitted(string version, bool isMariaDb) =>
        Assert.Equal(isMariaDb, DatabasePreflight.Judge(Variables(version, "OFF", 2 << 20), "YES", Frame, "db:3306").IsMariaDb);

    [Fact]
    public void Judge_PacketOneByteShort_Refused() =>
        Assert.Throws<StoreException>(() => DatabasePreflight.Judge(Variables("8.4.0", "OFF", (2 << 20) - 1), "YES", Frame, "db:3306"));

    [Fact]
    public void Judge_NodeOfACluster_IsGalera()
    {
        var variables = Variables("10.11.6-MariaDB", "OFF", 16 << 20);
        variables["wsrep_on"] = "ON";
        Assert.True(DatabasePreflight.Judge(variables, "DEFAULT", Frame, "db:3306").IsGalera);
    }

    private static Dictionary<string, string> Variables(string version, string readOnly, int packet) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["version"] = version,
        ["read_only"] = readOnly,
        ["max_allowed_packet"] = packet.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    private static Task RefusedAsync(string connectionString, params string[] words) => RefusedAsync(connectionString, Frame, words);

    private static async Task RefusedAsync(string connectionString, long frame, params string[] words)
    {
        var error = await Assert.ThrowsAsync<StoreException>(() => DatabasePreflight.CheckAsync(connectionString, frame));
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }
}
