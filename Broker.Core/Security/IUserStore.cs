namespace Broker.Core.Security;

/// <summary>The users, to be listed and changed, the same on every node of the group.</summary>
/// <remarks>
/// Any thread may call. A change holds from the next sign-in on: here at once, on the other nodes soon. Each is made on top of what others
/// changed meanwhile, and is judged by what would be left of all changes together.
/// </remarks>
public interface IUserStore
{
    /// <summary>All of them, by name, as this node knows them.</summary>
    IReadOnlyList<User> List();

    /// <summary>Adds a user or changes one; durable when it completes.</summary>
    /// <param name="user">As it shall be.</param>
    /// <param name="password">Null keeps the one there is.</param>
    /// <param name="by">Who changes it.</param>
    /// <param name="judge">Is shown the users as they would be, and throws to refuse that.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False: the user is new and has no password; nothing changed.</returns>
    /// <exception cref="IOException">It could not be kept; nothing changed.</exception>
    ValueTask<bool> TryPutAsync(User user, string? password, string by, Action<IReadOnlyList<User>> judge, CancellationToken cancellationToken);

    /// <summary>Removes a user; durable when it completes.</summary>
    /// <param name="name">Whom.</param>
    /// <param name="by">Who removes them.</param>
    /// <param name="judge">Is shown the users as they would be, and throws to refuse that.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False: there is none of that name.</returns>
    /// <exception cref="IOException">It could not be kept; nothing changed.</exception>
    ValueTask<bool> TryRemoveAsync(string name, string by, Action<IReadOnlyList<User>> judge, CancellationToken cancellationToken);
}
