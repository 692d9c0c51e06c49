namespace Broker.Storage.Database;

/// <summary>The three tables that are there before anybody is master: the lock makes them, migrations do not know them.</summary>
/// <remarks>
/// Statements for a plain connection, to be run in order, each on its own; all of them can be repeated and run by several
/// nodes at a time. A change of these tables must suit a node of the version before, which may hold the lease. Their mapping
/// lies in LeaseConfiguration, FenceConfiguration and NodeConfiguration; a test compares the two.
/// </remarks>
internal static class LeaseSchema
{
    private const string Options = "ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

    public const string CreateLease = $"""
        CREATE TABLE IF NOT EXISTS broker_lease (
            id TINYINT UNSIGNED NOT NULL PRIMARY KEY,
            broker_name VARCHAR(190) NOT NULL,
            epoch BIGINT NOT NULL,
            holder VARCHAR(190) NULL,
            incarnation CHAR(36) NULL,
            expires DATETIME(6) NULL,
            renewals BIGINT NOT NULL,
            successor VARCHAR(190) NULL,
            successor_until DATETIME(6) NULL
        ) {Options}
        """;

    public const string CreateFence = $"""
        CREATE TABLE IF NOT EXISTS broker_fence (
            id TINYINT UNSIGNED NOT NULL PRIMARY KEY,
            epoch BIGINT NOT NULL,
            writer_epoch BIGINT NOT NULL,
            group_number BIGINT NOT NULL,
            last_sequence BIGINT NOT NULL,
            tail LONGBLOB NOT NULL,
            CONSTRAINT ck_broker_fence_writer CHECK (writer_epoch = epoch)
        ) {Options}
        """;

    public const string CreateNode = $"""
        CREATE TABLE IF NOT EXISTS broker_node (
            name VARCHAR(190) NOT NULL PRIMARY KEY,
            incarnation CHAR(36) NOT NULL,
            client_uris TEXT NOT NULL,
            console_uri VARCHAR(500) NOT NULL,
            role VARCHAR(32) NOT NULL,
            epoch BIGINT NULL,
            beats BIGINT NOT NULL,
            seen DATETIME(6) NOT NULL
        ) {Options}
        """;

    /// <summary>Epoch 0: nobody was master yet. The first to take the lease writes its broker's name.</summary>
    public const string InsertLease = "INSERT IGNORE INTO broker_lease (id, broker_name, epoch, renewals) VALUES (1, '', 0, 0)";

    public const string InsertFence =
        "INSERT IGNORE INTO broker_fence (id, epoch, writer_epoch, group_number, last_sequence, tail) VALUES (1, 0, 0, 0, 0, '')";

    /// <summary>The tables' names.</summary>
    public static IReadOnlyList<string> Tables { get; } = ["broker_lease", "broker_fence", "broker_node"];

    /// <summary>All statements, in order.</summary>
    public static IReadOnlyList<string> Statements { get; } = [CreateLease, CreateFence, CreateNode, InsertLease, InsertFence];
}
