using Broker.Core.Messages;

namespace Broker.Core.Configuration;

/// <summary>Judges users and rights as a whole, at start and for a live edit alike.</summary>
public static class AuthorizationValidator
{
    private const string Root = "Security:Authorization";

    /// <summary>Every error in the rights; none when they are right. Each names its key below "Security:Authorization".</summary>
    public static IReadOnlyList<string> Validate(AuthorizationOptions options)
    {
        var errors = new List<string>();
        var patterns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < options.Entries.Count; i++)
        {
            var entry = options.Entries[i];
            var key = $"{Root}:Entries:{i}";
            if (CheckPattern(entry, key, errors) && !patterns.TryAdd(entry.ToString(), i))
            {
                errors.Add($"{key}: entry {patterns[entry.ToString()]} is for {entry} too; put both into one.");
            }

            CheckGroups(entry, key, errors);
        }

        CheckGroups(options.TemporaryDestinations, $"{Root}:TemporaryDestinations", errors);
        CheckGroups(options.Default, $"{Root}:Default", errors);
        return errors;
    }

    /// <summary>What is wrong with a login name, and the right form; null when nothing is.</summary>
    public static string? NameFault(string name) =>
        name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
            ? null
            : $"'{name}' is no login name; write one without blanks, such as orders";

    /// <summary>What is wrong with a user's groups, and the right form; null when nothing is.</summary>
    public static string? GroupsFault(string groups) => GroupNames.Fault(groups, orEverybody: false);

    internal static void CheckUsers(SecurityOptions options, List<string> errors)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < options.Users.Count; i++)
        {
            var user = options.Users[i];
            var key = $"Security:Users:{i}";
            if (NameFault(user.Name) is { } fault) errors.Add($"{key}:Name: {fault}.");
            else if (string.Equals(user.Name, options.Administrator.Name, StringComparison.Ordinal)) errors.Add($"{key}:Name: '{user.Name}' is the administrator; choose another name.");
            else if (!names.TryAdd(user.Name, i)) errors.Add($"{key}:Name: '{user.Name}' is the name of user {names[user.Name]} too; give each its own.");
            if (user.Password.Length == 0) errors.Add($"{key}:Password: is empty; set it, best in the environment as Security__Users__{i}__Password.");
            if (GroupsFault(user.Groups) is { } wrong) errors.Add($"{key}:Groups: {wrong}.");
        }
    }

    internal static void CheckAnonymous(SecurityOptions options, List<string> errors)
    {
        if (NameFault(options.AnonymousUser) is { } fault) errors.Add($"Security:AnonymousUser: {fault}.");
        if (GroupsFault(options.AnonymousGroup) is { } wrong) errors.Add($"Security:AnonymousGroup: {wrong}.");
    }

    // An edit may switch them off and keep them; rights that never were in force are a mistake.
    internal static void CheckInForce(AuthorizationOptions options, List<string> errors)
    {
        if (options.Enabled || (options.Entries.Count == 0 && options.TemporaryDestinations.AreEmpty && options.Default.AreEmpty)) return;
        errors.Add($"{Root}:Enabled: is false, so the rights below {Root} would not be checked; write true, or remove them.");
    }

    private static bool CheckPattern(AuthorizationEntry entry, string key, List<string> errors)
    {
        if (entry.Queue.Length > 0 == entry.Topic.Length > 0)
        {
            errors.Add($"{key}: needs either Queue or Topic, and not both; write \"Queue\": \">\" for all queues.");
            return false;
        }

        var (property, pattern) = entry.Queue.Length > 0 ? ("Queue", entry.Queue) : ("Topic", entry.Topic);
        if (DestinationPattern.IsWellFormed(pattern, out var error)) return true;
        errors.Add($"{key}:{property}: {error}.");
        return false;
    }

    private static void CheckGroups(AccessGroups groups, string key, List<string> errors)
    {
        Check(groups.Read, nameof(groups.Read));
        Check(groups.Write, nameof(groups.Write));
        Check(groups.Admin, nameof(groups.Admin));

        void Check(string list, string property)
        {
            if (GroupNames.Fault(list, orEverybody: true) is { } fault) errors.Add($"{key}:{property}: {fault}.");
        }
    }
}
