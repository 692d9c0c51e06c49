using System.Collections.Concurrent;
using Broker.Core.Configuration;
using Broker.Core.Messages;

namespace Broker.Core.Security;

/// <summary>Who may do what with which destination: an immutable snapshot, compiled from the rights that people write.</summary>
/// <remarks>Any thread may ask. What the entries give on a destination is worked out once and remembered.</remarks>
public sealed class DestinationRights
{
    // Names come from clients: beyond this, what is asked is worked out each time.
    private const int MostRemembered = 10_000;

    private readonly AuthorizationOptions _options;
    private readonly RightsEntry[] _entries;
    private readonly GrantedGroups _temporary;
    private readonly ConcurrentDictionary<Destination, GrantedGroups> _remembered = new();
    private int _rememberedCount;

    /// <param name="options">Valid ones: see <see cref="AuthorizationValidator"/>.</param>
    public DestinationRights(AuthorizationOptions options)
    {
        _options = options;
        _entries = [.. options.Entries.Select(RightsEntry.For), RightsEntry.ForEvery(options.Default)];
        _temporary = GrantedGroups.Of(options.TemporaryDestinations);
    }

    /// <summary>Nothing is checked: everybody may do everything.</summary>
    public bool IsUnrestricted => !_options.Enabled;

    /// <summary>Whether the user may do it with the destination; with a pattern: with all that it matches, by one entry.</summary>
    public bool Allows(User user, Destination destination, DestinationAction action) =>
        AllowsWithoutEntry(user, destination, action) || GroupsFor(destination).Allow(user, action);

    /// <summary>Whether the user may read at least one destination that the pattern could match.</summary>
    public bool AllowsReadingSome(User user, Destination pattern)
    {
        if (AllowsWithoutEntry(user, pattern, DestinationAction.Read)) return true;
        foreach (var entry in _entries)
        {
            if (entry.Overlaps(pattern) && entry.Groups.Allow(user, DestinationAction.Read)) return true;
        }

        return false;
    }

    /// <summary>The answer of <see cref="Allows"/>, and in words what gives it.</summary>
    public RightsAnswer Explain(User user, Destination destination, DestinationAction action)
    {
        if (IsUnrestricted) return new(true, "Rights are not checked.");
        if (user.Role == UserRole.Administrator) return new(true, "The role Administrator may do everything.");
        if (AllowsWithoutEntry(user, destination, action))
        {
            return new(true, destination.IsTemporary ? "There are no rights on temporary destinations." : "Everybody may consume advisory topics.");
        }

        if (destination.IsTemporary)
        {
            return _temporary.Allow(user, action)
                ? new(true, "The rights on temporary destinations give it.")
                : new(false, "The rights on temporary destinations do not give it.");
        }

        foreach (var entry in _entries)
        {
            if (entry.Covers(destination) && entry.Groups.Allow(user, action)) return new(true, $"{entry.Name} gives it.");
        }

        return new(false, "No entry gives it.");
    }

    // What holds whatever the entries say.
    private bool AllowsWithoutEntry(User user, Destination destination, DestinationAction action) =>
        IsUnrestricted
        || user.Role == UserRole.Administrator
        || (destination.IsAdvisory && action is (DestinationAction.Read or DestinationAction.Create))
        || (destination.IsTemporary && _options.TemporaryDestinations.AreEmpty);

    private GrantedGroups GroupsFor(Destination destination)
    {
        if (destination.IsTemporary) return _temporary;
        if (_remembered.TryGetValue(destination, out var groups)) return groups;
        groups = GrantedGroups.Union(_entries.Where(entry => entry.Covers(destination)).Select(entry => entry.Groups));
        if (Volatile.Read(ref _rememberedCount) < MostRemembered && _remembered.TryAdd(destination, groups)) Interlocked.Increment(ref _rememberedCount);
        return groups;
    }
}
