namespace Broker.Core.Management;

/// <summary>What a person may send. Each refusal names the field and the right form.</summary>
internal static class SendRequestRules
{
    private const int MaxNameLength = 1024;
    private const int MaxBodyCharacters = 16 * 1024 * 1024;

    public static void Check(SendRequest request)
    {
        CheckQueueName(request.Queue);
        if (request.Priority is < 0 or > 9) throw Refuse($"The priority is 0 to 9, not {request.Priority}.");
        if (request.TimeToLive is { } life && life <= TimeSpan.Zero) throw Refuse("The time to live is longer than zero, or empty for ever.");
        if (request.Body.Length > MaxBodyCharacters) throw Refuse($"The body has at most {MaxBodyCharacters} characters.");
        foreach (var name in request.Properties.Keys)
        {
            if (!IsIdentifier(name)) throw Refuse($"The property name '{name}' is no Java identifier: letters, digits, _ and $, no digit first.");
        }
    }

    public static void CheckQueueName(string name)
    {
        if (string.IsNullOrWhiteSpace(name)) throw Refuse("The queue needs a name.");
        if (name.Length > MaxNameLength) throw Refuse($"A queue name has at most {MaxNameLength} characters.");
        if (!string.Equals(name.Trim(), name, StringComparison.Ordinal)) throw Refuse("A queue name begins and ends without blanks.");
        if (name.Contains("://", StringComparison.Ordinal)) throw Refuse("A queue name has no prefix such as queue://.");
        if (name.Contains(',', StringComparison.Ordinal)) throw Refuse("A queue name has no comma: that would name several queues.");
        foreach (var level in name.Split('.'))
        {
            if (level is "*" or ">") throw Refuse("A queue name has no level * or >: wildcards are for consumers.");
        }
    }

    private static bool IsIdentifier(string name) =>
        name.Length > 0
        && !char.IsAsciiDigit(name[0])
        && name.All(unit => char.IsLetterOrDigit(unit) || unit is '_' or '$');

    private static CommandRefusedException Refuse(string message) => new(CommandRefusal.Invalid, message);
}
