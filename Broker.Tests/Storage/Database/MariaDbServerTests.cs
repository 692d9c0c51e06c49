using System.Diagnostics;
using Broker.Tests.Fixtures;
using Broker.Tests.Interop;
using Xunit.Abstractions;

namespace Broker.Tests.Storage.Database;

/// <summary>The database that the tests use does what they rely on, before any of them blames the broker.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class MariaDbServerTests(ITestOutputHelper output)
{
    [Fact]
    public async Task User_OwnDatabase_MayDoEverythingThereAndNothingElse()
    {
        var server = await SharedMariaDb.ServerAsync();
        var database = DatabaseOf(await SharedMariaDb.CreateDatabaseAsync());

        var count = await server.ExecuteAsUserAsync($"CREATE TABLE {database}.t (a INT); INSERT INTO {database}.t VALUES (1), (2); SELECT COUNT(*) FROM {database}.t");
        await server.ExecuteAsUserAsync($"CREATE DATABASE {database}_2; DROP DATABASE {database}_2");

        Assert.Equal("2", count);
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.ExecuteAsUserAsync("CREATE DATABASE other"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.ExecuteAsUserAsync("SET GLOBAL read_only = 0"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.ExecuteAsUserAsync("SELECT * FROM mysql.user"));
    }

    [Fact]
    public async Task Kill_StartedAgain_KeepsWhatWasCommitted()
    {
        var started = Stopwatch.GetTimestamp();
        await using var server = await MariaDbServer.StartAsync();
        output.WriteLine($"Started in {Stopwatch.GetElapsedTime(started).TotalSeconds:F2} s.");
        var port = server.Port;
        await server.ExecuteAsUserAsync("CREATE TABLE broker_main.t (a INT); INSERT INTO broker_main.t VALUES (7)");

        await server.KillAsync();
        Assert.False(server.IsRunning);
        started = Stopwatch.GetTimestamp();
        await server.StartAgainAsync();
        output.WriteLine($"Again after SIGKILL in {Stopwatch.GetElapsedTime(started).TotalSeconds:F2} s.");

        Assert.Equal(port, server.Port);
        Assert.Equal("7", await server.ExecuteAsUserAsync("SELECT a FROM broker_main.t"));
        Assert.Equal(0, await server.StopAsync());
        await server.StartAgainAsync();
        Assert.Equal("7", await server.ExecuteAsUserAsync("SELECT a FROM broker_main.t"));
    }

    [Fact]
    public async Task Pause_UntilResumed_AnswersNobody()
    {
        await using var server = await MariaDbServer.StartAsync();

        await server.PauseAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => server.ExecuteAsUserAsync("SELECT 1", TimeSpan.FromMilliseconds(500)));
        await server.ResumeAsync();

        Assert.Equal("1", await server.ExecuteAsUserAsync("SELECT 1"));
    }

    [Fact]
    public async Task SetReadOnly_OnAndOff_RefusesAndTakesTheUsersWrites()
    {
        await using var server = await MariaDbServer.StartAsync("--max-allowed-packet=16M");
        await server.ExecuteAsUserAsync("CREATE TABLE broker_main.t (a INT)");

        await server.SetReadOnlyAsync(true);
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.ExecuteAsUserAsync("INSERT INTO broker_main.t VALUES (1)"));
        await server.SetReadOnlyAsync(false);

        await server.ExecuteAsUserAsync("INSERT INTO broker_main.t VALUES (1)");
        Assert.Equal("16777216", await server.ExecuteAsUserAsync("SELECT @@max_allowed_packet"));
    }

    [Fact]
    public async Task KillConnectionsOf_StatementRunning_ItsClientIsCutOff()
    {
        await using var server = await MariaDbServer.StartAsync();
        var waiting = server.ExecuteAsUserAsync("SELECT SLEEP(30)");
        await Eventually.TrueAsync(
            async () => await server.ExecuteAsRootAsync("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'broker'") is "1",
            () => "The statement did not begin.");

        await server.KillConnectionsOfAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => waiting);
    }

    [Fact]
    public async Task SetClockOffset_WhileRunning_MovesWhatStatementsRead()
    {
        await using var server = await MariaDbServer.StartWithClockAsync();

        await server.SetClockOffsetAsync(TimeSpan.FromHours(1));
        var ahead = await server.ExecuteAsUserAsync(SecondsAhead());
        await server.SetClockOffsetAsync(TimeSpan.FromSeconds(-90.5));
        var behind = await server.ExecuteAsUserAsync(SecondsAhead());
        await server.SetClockOffsetAsync(TimeSpan.Zero);
        var right = await server.ExecuteAsUserAsync(SecondsAhead());

        Assert.All(Numbers(ahead), static seconds => Assert.InRange(seconds, 3595, 3605));
        Assert.All(Numbers(behind), static seconds => Assert.InRange(seconds, -95, -86));
        Assert.All(Numbers(right), static seconds => Assert.InRange(seconds, -5, 5));

        static double[] Numbers(string row) =>
            [.. row.Split('\t').Select(static n => double.Parse(n, System.Globalization.CultureInfo.InvariantCulture))];

        static string SecondsAhead()
        {
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
            return $"SET time_zone = '+00:00'; SELECT UNIX_TIMESTAMP(NOW(6)) - {now}, UNIX_TIMESTAMP(SYSDATE(6)) - {now}, UNIX_TIMESTAMP(UTC_TIMESTAMP(6)) - {now}";
        }
    }

    [MountFact]
    public async Task FillDisk_ThenFreed_KeepsWhatWasCommitted()
    {
        await using var server = await MariaDbServer.StartOnSmallDiskAsync(160);
        await server.ExecuteAsUserAsync("CREATE TABLE broker_main.t (a INT AUTO_INCREMENT PRIMARY KEY, b LONGBLOB); INSERT INTO broker_main.t (b) VALUES ('before')");

        server.FillDisk();
        // InnoDB of 10.11 does not survive this: five seconds later, its rollback having found no space either, it aborts.
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => server.ExecuteAsUserAsync("INSERT INTO broker_main.t (b) VALUES (REPEAT('x', 1024 * 1024))"));
        await server.KillAsync();
        server.FreeDisk();
        await server.StartAgainAsync();

        await server.ExecuteAsUserAsync("INSERT INTO broker_main.t (b) VALUES ('after')");
        Assert.Equal("before\nafter", await server.ExecuteAsUserAsync("SELECT b FROM broker_main.t ORDER BY a"));
    }

    private static string DatabaseOf(string connectionString) =>
        connectionString.Split(';').Single(static part => part.StartsWith("Database=", StringComparison.Ordinal))["Database=".Length..];
}
