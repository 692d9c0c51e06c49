using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Broker.Web.Formatting;

/// <summary>A message body for reading.</summary>
public static class BodyText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line for a list, at most <paramref name="length"/> characters.</summary>
    public static string Preview(string? body, int length = 120)
    {
        var line = new StringBuilder(length);
        foreach (var letter in body ?? "")
        {
            if (line.Length >= length)
            {
                return line.Append('…').ToString();
            }

            if (!char.IsWhiteSpace(letter) && !char.IsControl(letter))
            {
                line.Append(letter);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        return line.ToString();
    }

    /// <summary>Indented JSON, or null when the body is no JSON object or array.</summary>
    public static string? Json(string? body)
    {
        if (body is null || body.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return JsonSerializer.Serialize(document.RootElement, Indented);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Sixteen bytes a line: offset, hex, and the printable ones; the first <paramref name="most"/> bytes.</summary>
    public static string Hex(string? body, int most = 4096)
    {
        var bytes = Encoding.UTF8.GetBytes(body ?? "");
        var dump = new StringBuilder();
        for (var offset = 0; offset < Math.Min(bytes.Length, most); offset += 16)
        {
            var line = bytes.AsSpan(offset, Math.Min(16, bytes.Length - offset));
            dump.Append(CultureInfo.InvariantCulture, $"{offset:x6}  ");
            for (var i = 0; i < 16; i++)
            {
                dump.Append(i < line.Length ? line[i].ToString("x2", CultureInfo.InvariantCulture) : "  ").Append(i == 7 ? "  " : " ");
            }

            dump.Append(' ');
            foreach (var value in line)
            {
                dump.Append(value is >= 0x20 and < 0x7f ? (char)value : '·');
            }

            dump.Append('\n');
        }

        return dump.ToString();
    }
}
