namespace Broker.Storage.Database;

/// <summary>Which database, and how much goes into it.</summary>
public sealed record DatabaseOptions
{
    /// <summary>In the driver's words: "Server=...;Database=...;User ID=...;Password=...". The database is there, its tables need not be.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The largest message that a client may send; the server's max_allowed_packet is held against it at opening.</summary>
    /// <remarks>Unit: bytes. Default: 100 MiB, as the connectors' wireFormat.maxFrameSize.</remarks>
    public long MaxFrameSizeBytes { get; init; } = 100L * 1024 * 1024;

    /// <summary>Most bytes of messages kept, by their sizes; appends beyond it are refused until messages are consumed. 0: only the server's disk.</summary>
    public long StoreLimitBytes { get; init; }
}
