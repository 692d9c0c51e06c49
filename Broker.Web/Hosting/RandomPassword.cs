using System.Security.Cryptography;

namespace Broker.Web.Hosting;

/// <summary>Passwords that a person can read off a terminal.</summary>
internal static class RandomPassword
{
    // No 0/O, 1/l/I, and nothing a shell or a URI would take for its own.
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>24 letters and digits in four groups: 139 bits.</summary>
    public static string Create() =>
        string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Alphabet, 6)));
}
