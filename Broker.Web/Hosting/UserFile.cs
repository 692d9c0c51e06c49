using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Broker.Core.Configuration;
using Broker.Core.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using UserOptions = Broker.Core.Configuration.UserOptions;

namespace Broker.Web.Hosting;

/// <summary>The users, in <c>users.json</c> in the data directory, readable by the broker's account alone.</summary>
/// <remarks>
/// Opening it sees to it that there is an administrator: with the configured password, which wins over a stored one, or
/// with a random one that <see cref="TakeGeneratedPassword"/> hands out once.
/// </remarks>
public sealed class UserFile : IAuthenticator, IUserStore, IDisposable
{
    // OWASP's figure for PBKDF2 with HMAC-SHA512.
    private const int HashRounds = 210_000;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly string _path;
    private readonly PasswordHasher<string> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = HashRounds }));
    private readonly VerifiedPasswords _verified;
    private readonly SemaphoreSlim _hashing = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lock _editing = new();
    // Replaced, never changed: sign-ins read it on any thread.
    private volatile Dictionary<string, StoredUser> _users;
    private DateTime _changedAt;
    private readonly string _nobodysHash;
    private string? _generatedPassword;

    public UserFile(IOptions<BrokerOptions> broker, IOptions<SecurityOptions> security, VerifiedPasswords verified)
    {
        _verified = verified;
        _path = Path.Combine(PrivateFiles.Directory(broker.Value.DataDirectory).FullName, "users.json");
        _nobodysHash = _hasher.HashPassword("", RandomNumberGenerator.GetHexString(32));
        _changedAt = File.GetLastWriteTimeUtc(_path);
        _users = Read();
        EnsureAdministrator(security.Value.Administrator);
        EnsureUsers(security.Value.Users);
    }

    /// <summary>The first administrator's name.</summary>
    public string AdministratorName { get; private set; } = "";

    /// <summary>The password made at this start, the first time it is asked for; null when there is none to tell.</summary>
    /// <remarks>Only now is it stored: a start that fails before it could be shown leaves no account nobody can open.</remarks>
    public string? TakeGeneratedPassword()
    {
        var password = Interlocked.Exchange(ref _generatedPassword, null);
        if (password is not null)
        {
            Write();
        }

        return password;
    }

    /// <inheritdoc/>
    public async ValueTask<User?> AuthenticateAsync(string name, string password, CancellationToken cancellationToken)
    {
        var known = Current().GetValueOrDefault(name);
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
    public string? Stamp(string name) => Current().TryGetValue(name, out var user)
        ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(user.Role + user.PasswordHash)), 0, 16)
        : null;

    /// <inheritdoc/>
    public IReadOnlyList<User> List() => [.. Current().Values.OrderBy(user => user.Name, StringComparer.Ordinal).Select(user => user.ToUser())];

    /// <inheritdoc/>
    public bool TryPut(User user, string? password)
    {
        lock (_editing)
        {
            var users = Current();
            var present = users.GetValueOrDefault(user.Name);
            if (present is null && password is null) return false;
            var hash = password is null ? present!.PasswordHash : _hasher.HashPassword("", password);
            Replace(new(users, StringComparer.Ordinal) { [user.Name] = new StoredUser(user.Name, user.Role, hash) { Groups = user.Groups } });
            return true;
        }
    }

    /// <inheritdoc/>
    public bool TryRemove(string name)
    {
        lock (_editing)
        {
            var left = new Dictionary<string, StoredUser>(Current(), StringComparer.Ordinal);
            if (!left.Remove(name)) return false;
            Replace(left);
            return true;
        }
    }

    public void Dispose() => _hashing.Dispose();

    // An unknown user costs what a wrong password costs, so that time does not tell who exists.
    private bool Verify(StoredUser? known, string password)
    {
        var result = _hasher.VerifyHashedPassword("", known?.PasswordHash ?? _nobodysHash, password);
        if (known is null || result == PasswordVerificationResult.Failed)
        {
            return false;
        }

        _verified.Add(known.PasswordHash, password);
        return true;
    }

    private void EnsureAdministrator(AdministratorOptions wanted)
    {
        AdministratorName = wanted.Name;
        var present = _users.GetValueOrDefault(wanted.Name);
        if (wanted.Password.Length > 0)
        {
            if (present?.Role != UserRole.Administrator || !Verify(present, wanted.Password))
            {
                SetAdministrator(wanted.Name, wanted.Password);
                Write();
            }
        }
        else if (!_users.Values.Any(user => user.Role == UserRole.Administrator))
        {
            _generatedPassword = RandomPassword.Create();
            SetAdministrator(wanted.Name, _generatedPassword);
        }
    }

    private void SetAdministrator(string name, string password) => _users = new(_users, StringComparer.Ordinal)
    {
        [name] = new StoredUser(name, UserRole.Administrator, _hasher.HashPassword("", password)) { Groups = _users.GetValueOrDefault(name)?.Groups ?? [] },
    };

    // One that also has a role on the console keeps it.
    private void EnsureUsers(IReadOnlyList<UserOptions> wanted)
    {
        var users = new Dictionary<string, StoredUser>(_users, StringComparer.Ordinal);
        var changed = false;
        foreach (var user in wanted)
        {
            var present = users.GetValueOrDefault(user.Name);
            var groups = GroupNames.Split(user.Groups);
            if (present is not null && present.Groups.SequenceEqual(groups, StringComparer.Ordinal) && Verify(present, user.Password)) continue;
            users[user.Name] = new(user.Name, present?.Role ?? UserRole.Client, _hasher.HashPassword("", user.Password)) { Groups = groups };
            changed = true;
        }

        if (!changed) return;
        // A generated password has to be shown before anything is stored; these go with it.
        if (_generatedPassword is null) Write(users);
        _users = users;
    }

    // Nodes that share the directory share the file, and another one may have changed it.
    private Dictionary<string, StoredUser> Current()
    {
        lock (_editing)
        {
            var changedAt = File.GetLastWriteTimeUtc(_path);
            if (changedAt == _changedAt || !File.Exists(_path)) return _users;
            _changedAt = changedAt;
            return _users = Read();
        }
    }

    private void Replace(Dictionary<string, StoredUser> users)
    {
        Write(users);
        _users = users;
    }

    private void Write() => Write(_users);

    private void Write(Dictionary<string, StoredUser> users)
    {
        var document = new UserDocument(1, [.. users.Values.OrderBy(user => user.Name, StringComparer.Ordinal)]);
        PrivateFiles.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(document, Json));
        _changedAt = File.GetLastWriteTimeUtc(_path);
    }

    private Dictionary<string, StoredUser> Read()
    {
        if (!File.Exists(_path))
        {
            return new(StringComparer.Ordinal);
        }

        try
        {
            var document = JsonSerializer.Deserialize<UserDocument>(File.ReadAllBytes(_path), Json);
            return document!.Users.ToDictionary(user => user.Name, StringComparer.Ordinal);
        }
        catch (Exception damage) when (damage is JsonException or ArgumentException or NullReferenceException)
        {
            throw new InvalidDataException(
                $"The user file {_path} cannot be read: {damage.Message} Restore it, or move it away to start with a new administrator.", damage);
        }
    }

    private sealed record UserDocument(int Version, IReadOnlyList<StoredUser> Users);
}
