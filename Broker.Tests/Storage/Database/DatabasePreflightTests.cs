using System.Globalization;
using Broker.Core.Storage;
using Broker.Storage.Database;
using MySql.Data.MySqlClient;

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
        Assert.True(facts.IsMariaDb);
        Assert.Equal(PacketBytes(), facts.MaxAllowedPacketBytes.ToString(CultureInfo.InvariantCulture));
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
        RefusedAsync(fixture.NewDatabase(), 2000L << 20, $"max_allowed_packet={PacketBytes()},", "set max_allowed_packet=2098200576");

    [Fact]
    public async Task Check_ServerReadOnly_RefusedAndWritesClassifiedAsSuch()
    {
        var connectionString = fixture.NewDatabase();
        DatabaseFixture.Execute(connectionString, "CREATE TABLE t (id INT)", "CREATE OR REPLACE USER writer IDENTIFIED BY 'pw'", "GRANT INSERT ON *.* TO writer", "SET GLOBAL read_only = 1");
        try
        {
            await RefusedAsync(connectionString, "read_only=ON");
            var error = Assert.Throws<MySqlException>(() => DatabaseFixture.Execute($"{connectionString};User ID=writer;Password=pw", "INSERT INTO t VALUES (1)"));
            Assert.Equal(DatabaseFailure.ReadOnly, DatabaseErrors.Classify(error));
        }
        finally
        {
            DatabaseFixture.Execute(connectionString, "SET GLOBAL read_only = 0");
        }
    }

    [Theory]
    [InlineData("Server=a;NoSuchWord=1")]
    [InlineData("Server=a;Port=many")]
    [InlineData("nonsense")]
    [InlineData("Server=a;Password=s3cret;'\"")]
    public Task Check_StringUnreadable_ShowsHowOneLooks(string connectionString) => RefusedAsync($"Password=s3cret;{connectionString}", "cannot be read", "Server=host");

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
        ["max_allowed_packet"] = packet.ToString(CultureInfo.InvariantCulture),
    };

    private string PacketBytes() =>
        DatabaseFixture.Query(fixture.ServerConnectionString, "SELECT CAST(@@global.max_allowed_packet AS CHAR)", row => row.GetString(0)).Single();

    private static Task RefusedAsync(string connectionString, params string[] words) => RefusedAsync(connectionString, Frame, words);

    private static async Task RefusedAsync(string connectionString, long frame, params string[] words)
    {
        var error = await Assert.ThrowsAsync<StoreException>(() => DatabasePreflight.CheckAsync(connectionString, frame));
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }
}
