using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Journal;

namespace Broker.Tests.Storage.Journal;

/// <summary>Short words for tests that open, fill, harm and open journals again.</summary>
internal static class JournalFixture
{
    public static readonly Destination Queue = Destination.Queue("A");

    public static async Task<(JournalPersistenceAdapter Adapter, RecoveryReport Report)> OpenAsync(
        TemporaryDirectory directory, JournalDisk? disk = null, int segmentBytes = 64 * 1024, long checkpointBytes = long.MaxValue, MasterTenure? tenure = null)
    {
        var options = new JournalOptions { Directory = directory.Path, SegmentSizeBytes = segmentBytes, CheckpointDistanceBytes = checkpointBytes };
        var adapter = new JournalPersistenceAdapter(options, tenure ?? MasterTenure.Unlimited(TimeProvider.System), disk ?? new JournalDisk());
        return (adapter, await adapter.OpenAsync(CancellationToken.None));
    }

    public static async Task<List<Message>> ReadAsync(IMessageStore store)
    {
        var messages = new List<Message>();
        await store.ReadAsync(new MessageRange(0, int.MaxValue), messages, CancellationToken.None);
        return messages;
    }

    public static async Task<List<long>> ReadSequencesAsync(IPersistenceAdapter adapter) =>
        [.. (await ReadAsync(adapter.OpenQueue(Queue))).Select(message => message.Sequence)];

    /// <summary>The directory of the one epoch there is.</summary>
    public static string EpochOf(TemporaryDirectory directory) => Directory.EnumerateDirectories(directory.Path, "epoch-*").Single();

    /// <summary>The segment files with records, oldest first.</summary>
    public static List<string> Segments(TemporaryDirectory directory) =>
        [.. Directory.EnumerateFiles(EpochOf(directory), "journal-*.log").Where(IsBegun).Order(StringComparer.Ordinal)];

    /// <summary>Where the zeros behind the last record begin.</summary>
    public static long EndOf(string segment) => Array.FindLastIndex(File.ReadAllBytes(segment), value => value != 0) + 1;

    private static bool IsBegun(string path) => SegmentHeader.TryRead(File.ReadAllBytes(path).AsSpan(0, SegmentHeader.Bytes)) is not null;
}
