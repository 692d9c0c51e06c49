using System.Security.Cryptography;
using System.Text;
using Broker.Core.Configuration;
using Broker.Core.Security;
using Broker.Core.Settings;
using Broker.Core.Storage;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Broker.Web.Hosting;

/// <summary>The users, in the document "users" that every node of the group reads; a sign-in asks memory alone.</summary>
/// <remarks>
/// The configured administrator and users win over stored ones, once at each start of a node: they are written when the store is reached for the
/// first time, if they differ, and hold here until then also while it is away.
/// </remarks>
public sealed class UserStore : IAuthenticator, IUserStore, IStoredSettings, IDisposable
{
    // OWASP's figure for PBKDF2 with HMAC-SHA512.
    private const int HashRounds = 210_000;

    private readonly PasswordHasher<string> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = HashRounds }));
    private readonly SettingsDocument<IReadOnlyDictionary<string, StoredUser>> _document;
    private readonly VerifiedPasswords _verified;
    private readonly ConfiguredUsers _configured;
    private readonly string _nodeName;
    private readonly string _nobodysHash;
    private readonly SemaphoreSlim _hashing = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly SemaphoreSlim _configuring = new(1);
    // Replaced, never changed: sign-ins read it on any thread.
    private volatile IReadOnlyDictionary<string, StoredUser> _users = new Dictionary<string, StoredUser>(StringComparer.Ordinal);
    private volatile bool _isConfigured;
    private bool _lacksAdministrator;
    private string? _generated;
    private string? _generatedHash;

    public UserStore(ISettingsStore store, IOptions<BrokerOptions> broker, IOptions<SecurityOptions> security, VerifiedPasswords verified)
    {
        _document = new(UserFormat.Instance, store, read => _users = read.Content);
        _verified = verified;
        _configured = new(security.Value, Hash, Verify);
        _nodeName = broker.Value.NodeName;
        _nobodysHash = Hash(RandomNumberGenerator.GetHexString(32));
        AdministratorName = security.Value.Administrator.Name;
    }

    /// <summary>The first administrator's name.</summary>
    public string AdministratorName { get; }

    /// <inheritdoc/>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        if (_isConfigured)
        {
            await _document.RefreshAsync(cancellationToken);
            return;
        }

        await _configuring.WaitAsync(cancellationToken);
        try
        {
            await ConfigureAsync(cancellationToken);
        }
        finally
        {
            _configuring.Release();
        }
    }

    /// <summary>Makes an administrator with a random password when there is none; of nodes that start at once, one does.</summary>
    /// <returns>
    /// Null when there was one already. The password is stored by now, for only so one node of several can have made it: show it at once. Whoever
    /// loses it sets Security:Administrator:Password, which wins at the next start.
    /// </returns>
    /// <remarks>Not for two callers at a time.</remarks>
    /// <exception cref="StoreException">The store is away, or has no place for it yet; to be tried again.</exception>
    public async ValueTask<FirstAdministrator?> TryCreateAdministratorAsync(CancellationToken cancellationToken)
    {
        _lacksAdministrator |= !HasAdministrator(_users);
        if (!_lacksAdministrator) return null;
        _generated ??= RandomPassword.Create();
        _generatedHash ??= await Task.Run(() => Hash(_generated), cancellationToken);
        var isMade = await _document.ChangeAsync(
            users => HasAdministrator(users ?? _users) ? null : ConfiguredUsers.WithAdministrator(users, AdministratorName, _generatedHash), _nodeName, cancellationToken);
        return new(isMade ? _generated : null, _document.Newest?.By ?? "");
    }

    /// <inheritdoc/>
    public async ValueTask<User?> AuthenticateAsync(string name, string password, CancellationToken cancellationToken)
    {
        var known = _users.GetValueOrDefault(name);
        if (known is not null && _verified.Contains(known.PasswordHash, password))
        {
            return known.ToUser();
        }

        await _hashing.WaitAsync(cancellationToken);
        try
        {
            // Others with the same password may have waited here for the first of them.
            var right = (known is not null && _verified.Contains(known.PasswordHash, password))
                || await Task.Run(() => Verify(known, password), cancellationToken);
            return right ? known!.ToUser() : null;
        }
        finally
        {
            _hashing.Release();
        }
    }

    /// <summary>Changes whenever the user's password or role does; null when there is no such user.</summary>
    public string? Stamp(string name) => _users.TryGetValue(name, out var user)
        ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(user.Role + user.PasswordHash)), 0, 16)
        : null;

    /// <inheritdoc/>
    public IReadOnlyList<User> List() => ListOf(_users);

    /// <inheritdoc/>
    public async ValueTask<bool> TryPutAsync(User user, string? password, string by, Action<IReadOnlyList<User>> judge, CancellationToken cancellationToken)
    {
        var newHash = password is null ? null : await Task.Run(() => Hash(password), cancellationToken);
        return await _document.ChangeAsync(
            users =>
            {
                if ((newHash ?? (users ?? _users).GetValueOrDefault(user.Name)?.PasswordHash) is not { } hash) return null;
                return Judged(new(users ?? _users, StringComparer.Ordinal) { [user.Name] = new(user.Name, user.Role, hash) { Groups = user.Groups } }, judge);
            },
            by,
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryRemoveAsync(string name, string by, Action<IReadOnlyList<User>> judge, CancellationToken cancellationToken) => _document.ChangeAsync(
        users =>
        {
            var left = new Dictionary<string, StoredUser>(users ?? _users, StringComparer.Ordinal);
            return left.Remove(name) ? Judged(left, judge) : null;
        },
        by,
        cancellationToken);

    public void Dispose()
    {
        _document.Dispose();
        _hashing.Dispose();
        _configuring.Dispose();
    }

    private static bool HasAdministrator(IReadOnlyDictionary<string, StoredUser> users) => users.Values.Any(user => user.Role == UserRole.Administrator);

    private static Dictionary<string, StoredUser> Judged(Dictionary<string, StoredUser> users, Action<IReadOnlyList<User>> judge)
    {
        judge(ListOf(users));
        return users;
    }

    private static IReadOnlyList<User> ListOf(IReadOnlyDictionary<string, StoredUser> users) =>
        [.. users.Values.OrderBy(user => user.Name, StringComparer.Ordinal).Select(user => user.ToUser())];

    private async ValueTask ConfigureAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _document.ChangeAsync(_configured.ApplyTo, _nodeName, cancellationToken);
            _isConfigured = true;
        }
        catch (StoreException)
        {
            if (_configured.ApplyTo(_document.Newest?.Content) is { } users) _users = users;
            throw;
        }
    }

    private string Hash(string password) => _hasher.HashPassword("", password);

    // An unknown user costs what a wrong password costs, so that time does not tell who exists.
    private bool Verify(StoredUser? known, string password)
    {
        if (known is not null && _verified.Contains(known.PasswordHash, password)) return true;
        var result = _hasher.VerifyHashedPassword("", known?.PasswordHash ?? _nobodysHash, password);
        if (known is null || result == PasswordVerificationResult.Failed)
        {
            return false;
        }

        _verified.Add(known.PasswordHash, password);
        return true;
    }
}
