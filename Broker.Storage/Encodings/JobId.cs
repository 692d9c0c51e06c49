using Broker.Core.Messages;

namespace Broker.Storage.Encodings;

/// <summary>A job's id as the bytes by which stores find it.</summary>
/// <remarks>Modified UTF-8 sorts byte by byte as the text does by its UTF-16 units, but for NUL, which it puts behind U+007F.</remarks>
internal static class JobId
{
    public static byte[] ToBytes(string id)
    {
        var bytes = new byte[ModifiedUtf8.GetByteCount(id)];
        ModifiedUtf8.GetBytes(id, bytes);
        return bytes;
    }

    public static string ToText(ReadOnlySpan<byte> bytes) => ModifiedUtf8.GetString(bytes);
}
