using System.Net.Http.Headers;
using System.Text;

namespace Broker.Web.Hosting;

/// <summary>Name and password from an Authorization header. Source: RFC 7617, in UTF-8.</summary>
/// <param name="Name">Has no colon.</param>
/// <param name="Password">May have any character.</param>
internal readonly record struct BasicCredentials(string Name, string Password)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // A sample: "Basic YWRtaW46c2VjcmV0", which is admin:secret.
    public static BasicCredentials? Read(string? header)
    {
        if (!AuthenticationHeaderValue.TryParse(header, out var value)) return null;
        if (!value.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) || Decode(value.Parameter ?? "") is not { } text) return null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : new(text[..colon], text[(colon + 1)..]);
    }

    private static string? Decode(string base64)
    {
        try
        {
            return Strict.GetString(Convert.FromBase64String(base64));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return null;
        }
    }
}
