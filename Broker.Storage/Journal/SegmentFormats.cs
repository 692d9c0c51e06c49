using Broker.Core.Storage;

namespace Broker.Storage.Journal;

/// <summary>Refuses what a newer broker wrote.</summary>
internal static class SegmentFormats
{
    public static StoreException Newer(string path, uint found, uint known) =>
        new($"{path} has format version {found}, and this broker reads up to {known}: start the newer broker that wrote it, or name another directory.");
}
