using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Broker.Web.Hosting;

/// <summary>Remembers for a minute that a password was right, so that a thousand clients connecting at once cost one slow hash.</summary>
/// <remarks>Holds no password: only HMAC-SHA256 under a key of this process. Bounded by the number of users.</remarks>
public sealed class VerifiedPasswords(TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <param name="storedHash">The hash the password was compared with; another hash is another entry.</param>
    /// <param name="password">What the client gave.</param>
    public bool Contains(string storedHash, string password) =>
        _entries.TryGetValue(storedHash, out var entry)
        && time.GetUtcNow() < entry.Until
        && CryptographicOperations.FixedTimeEquals(entry.Digest, Digest(storedHash, password));

    public void Add(string storedHash, string password) =>
        _entries[storedHash] = new Entry(Digest(storedHash, password), time.GetUtcNow() + Lifetime);

    private byte[] Digest(string storedHash, string password) =>
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(storedHash + '\0' + password));

    private sealed record Entry(byte[] Digest, DateTimeOffset Until);
}
