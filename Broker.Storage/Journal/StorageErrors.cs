using Broker.Core.Storage;

namespace Broker.Storage.Journal;

/// <summary>Turns what the operating system says into the two exceptions of the storage contracts.</summary>
internal static class StorageErrors
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;
    private const int FileTooLarge = 27;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    public static bool IsFull(Exception error) =>
        error is StoreFullException or IOException { HResult: NoSpace or QuotaExceeded or FileTooLarge or WindowsDiskFull };

    public static bool IsStorage(Exception error) => error is IOException or UnauthorizedAccessException;

    /// <summary>Another handle has the file exclusively: EWOULDBLOCK on Linux and macOS, a sharing violation on Windows.</summary>
    public static bool IsHeld(IOException error) => error.HResult is 11 or 35 or unchecked((int)0x80070020);

    public static StoreException Translate(Exception error, string directory) => error switch
    {
        StoreException known => known,
        _ when IsFull(error) => new StoreFullException($"The disk of {directory} is full: {error.Message}", error),
        _ => new StoreException($"Writing to {directory} failed: {error.Message}", error),
    };
}
