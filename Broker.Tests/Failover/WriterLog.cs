namespace Broker.Tests.Failover;

/// <summary>The epoch on every commit: a trigger on the fence writes down, in the writer's own transaction, who commits what.</summary>
/// <param name="database">Where the broker's tables are.</param>
/// <param name="executeAsync">Runs a statement there as root; its rows come back as lines.</param>
internal sealed class WriterLog(string database, Func<string, Task<string>> executeAsync)
{
    private const int MostExamples = 5;

    public Task StartAsync() => executeAsync($"""
        USE {database};
        CREATE TABLE test_writer (id BIGINT AUTO_INCREMENT PRIMARY KEY, group_number BIGINT NOT NULL, writer_epoch BIGINT NOT NULL) ENGINE = InnoDB;
        CREATE TRIGGER test_writer_log AFTER UPDATE ON broker_fence FOR EACH ROW
            INSERT INTO test_writer (group_number, writer_epoch) VALUES (NEW.group_number, NEW.writer_epoch);
        """);

    /// <summary>Epochs never go down, and no group is committed twice in one epoch.</summary>
    public async Task<IReadOnlyList<string>> FindFaultsAsync()
    {
        var wentDown = await executeAsync($"""
            SELECT CONCAT('epoch ', writer_epoch, ' committed after epoch ', earlier)
            FROM (SELECT id, writer_epoch, LAG(writer_epoch) OVER (ORDER BY id) AS earlier FROM {database}.test_writer) AS commits
            WHERE writer_epoch < earlier LIMIT {MostExamples}
            """);
        var repeated = await executeAsync($"""
            SELECT CONCAT('group ', group_number, ' committed ', COUNT(*), ' times in epoch ', writer_epoch)
            FROM {database}.test_writer GROUP BY writer_epoch, group_number HAVING COUNT(*) > 1 LIMIT {MostExamples}
            """);
        var commits = await executeAsync($"SELECT COUNT(*) FROM {database}.test_writer");
        return [.. Rows(wentDown), .. Rows(repeated), .. commits is "0" ? ["no commit passed the fence"] : Array.Empty<string>()];
    }

    private static string[] Rows(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
