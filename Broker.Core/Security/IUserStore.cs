namespace Broker.Core.Security;

/// <summary>The users, to be listed and changed. Any thread may call; a change holds from the next sign-in on.</summary>
public interface IUserStore
{
    /// <summary>All of them, by name.</summary>
    IReadOnlyList<User> List();

    /// <summary>Adds a user or changes one; durable when it returns.</summary>
    /// <param name="user">As it shall be.</param>
    /// <param name="password">Null keeps the one there is.</param>
    /// <returns>False: the user is new and has no password; nothing changed.</returns>
    /// <exception cref="IOException">It could not be kept; nothing changed.</exception>
    bool TryPut(User user, string? password);

    /// <summary>Removes a user; durable when it returns.</summary>
    /// <returns>False: there is none of that name.</returns>
    /// <exception cref="IOException">It could not be kept; nothing changed.</exception>
    bool TryRemove(string name);
}
