using System.Buffers.Binary;
using System.IO.Compression;

namespace Broker.Core.Messages;

/// <summary>Decodes message bodies for those who look at them: selectors and the console. The engine never does.</summary>
/// <remarks>
/// Text: int32 byte length, modified UTF-8. Map: primitive map. Stream: tagged values. Bytes and object: as they are.
/// Compressed bodies are zlib; a compressed bytes body has its int32 length in front. Source: openwire.md section 3.3.
/// </remarks>
public static class MessageBody
{
    /// <summary>The text of a text message; null for other kinds and for no text.</summary>
    /// <param name="message">The message.</param>
    /// <param name="maxBytes">A body that inflates to more is refused.</param>
    /// <exception cref="FormatException">The body is damaged or too large.</exception>
    public static string? ReadText(Message message, int maxBytes = 16 * 1024 * 1024)
    {
        if (message.Kind != MessageKind.Text || message.Content is null) return null;
        var body = Inflate(message, maxBytes);
        if (body.Length < 4) throw new FormatException("A text body needs at least its 4 length bytes.");
        var length = BinaryPrimitives.ReadInt32BigEndian(body);
        if (length < 0) return null;
        if (length > body.Length - 4) throw new FormatException($"A text body says {length} bytes and has {body.Length - 4}.");
        return ModifiedUtf8.GetString(body.Slice(4, length));
    }

    /// <summary>The body's bytes, inflated when they were compressed; empty for none.</summary>
    /// <exception cref="FormatException">The body is damaged or inflates to more than <paramref name="maxBytes"/>.</exception>
    public static ReadOnlySpan<byte> Inflate(Message message, int maxBytes = 16 * 1024 * 1024)
    {
        if (message.Content is null) return [];
        if (!message.Compressed) return message.Content;
        var prefix = message.Kind == MessageKind.Bytes ? 4 : 0;
        if (message.Content.Length < prefix) throw new FormatException("A compressed body is cut off.");
        try
        {
            using var deflated = new MemoryStream(message.Content, prefix, message.Content.Length - prefix);
            using var zlib = new ZLibStream(deflated, CompressionMode.Decompress);
            using var inflated = new MemoryStream();
            var block = new byte[8192];
            for (int read; (read = zlib.Read(block)) > 0;)
            {
                if (inflated.Length + read > maxBytes) throw new FormatException($"A compressed body is larger than {maxBytes} bytes.");
                inflated.Write(block, 0, read);
            }

            return inflated.GetBuffer().AsSpan(0, (int)inflated.Length);
        }
        catch (InvalidDataException e)
        {
            throw new FormatException("A compressed body is not a zlib stream.", e);
        }
    }

    /// <summary>Encodes the body of a text message.</summary>
    public static byte[] EncodeText(string text)
    {
        var length = ModifiedUtf8.GetByteCount(text);
        var body = new byte[4 + length];
        BinaryPrimitives.WriteInt32BigEndian(body, length);
        ModifiedUtf8.GetBytes(text, body.AsSpan(4));
        return body;
    }
}
