namespace Broker.Core.Security;

/// <summary>Says whether a name and password belong together; protocol clients and the console ask the same one.</summary>
public interface IAuthenticator
{
    /// <summary>Compares in constant time. May be slow by design: never called while a lock is held.</summary>
    /// <returns>The user, or null when name and password do not belong together.</returns>
    ValueTask<User?> AuthenticateAsync(string name, string password, CancellationToken cancellationToken);
}
