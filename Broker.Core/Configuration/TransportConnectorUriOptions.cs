using System.Globalization;

namespace Broker.Core.Configuration;

/// <summary>The options behind the '?' of a transport connector's URI: each with its names, its form and where it goes.</summary>
internal static class TransportConnectorUriOptions
{
    private const string MillisecondsForm = "milliseconds as a whole number from 0 to 2147483647";
    private const string NotNegotiated = "this version negotiates the plain encoding with every client; write false or leave it out";

    /// <summary>Sets one value; null when the text is ill-typed.</summary>
    private delegate TransportConnectorUri? Setter(TransportConnectorUri uri, string value);

    private static readonly Option[] All =
    [
        new(["maximumConnections"], "a whole number from 1 to 2147483647",
            (uri, value) => TryNumber(value, 1, int.MaxValue, out var n) ? uri with { MaximumConnections = n } : null),
        new(["wireFormat.maxFrameSize"], $"{ByteSize.Form}, from 1024 to 2147483647",
            (uri, value) => ByteSize.TryParse(value, out var n) && n is >= 1024 and <= int.MaxValue
                ? uri with { MaxFrameSizeBytes = (int)n } : null),
        new(["wireFormat.maxInactivityDuration"], $"{MillisecondsForm}, where 0 means never",
            (uri, value) => TryMilliseconds(value, out var time) ? uri with { MaxInactivityDuration = time } : null),
        new(["wireFormat.maxInactivityDurationInitalDelay"], MillisecondsForm,
            (uri, value) => TryMilliseconds(value, out var time) ? uri with { MaxInactivityDurationInitialDelay = time } : null),
        new(["wireFormat.tightEncodingEnabled"], NotNegotiated, OnlyFalse),
        new(["wireFormat.cacheEnabled"], NotNegotiated, OnlyFalse),
        new(["transport.connectAttemptTimeout", "connectionTimeout"], $"{MillisecondsForm}, where 0 means for ever",
            (uri, value) => TryMilliseconds(value, out var time) ? uri with { ConnectAttemptTimeout = time } : null),
        new(["transport.tcpNoDelay", "tcpNoDelay"], "true or false",
            (uri, value) => bool.TryParse(value, out var flag) ? uri with { TcpNoDelay = flag } : null),
        new(["backlog"], "a whole number from 1 to 65535",
            (uri, value) => TryNumber(value, 1, 65535, out var n) ? uri with { Backlog = n } : null),
    ];

    /// <summary>Every name an option may have.</summary>
    public static IEnumerable<string> Names => All.SelectMany(option => option.Names);

    public static bool TryApply(string query, ref TransportConnectorUri uri, out string error)
    {
        error = "";
        if (query.Contains("&amp;", StringComparison.Ordinal))
        {
            error = "'&amp;' is for XML; write '&' between options";
            return false;
        }

        var given = new HashSet<Option>();
        foreach (var pair in query.Split('&', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? pair : pair[..equals];
            var value = equals < 0 ? "" : pair[(equals + 1)..];
            error = Apply(name, value, given, ref uri);
            if (error.Length > 0) return false;
        }

        return true;
    }

    private static string Apply(string name, string value, HashSet<Option> given, ref TransportConnectorUri uri)
    {
        var option = Array.Find(All, candidate => candidate.Names.Contains(name, StringComparer.Ordinal));
        if (option is null) return $"there is no option '{name}'; {Hint(name)}the options are {string.Join(", ", Names)}";
        if (!given.Add(option)) return $"the option {string.Join(" or ", option.Names)} is given twice; write it once";
        if (option.Set(uri, value) is not { } changed) return $"{name}={value} is not possible; the right form is: {option.Form}";
        uri = changed;
        return "";
    }

    private static string Hint(string name) => NearestName.Find(name, Names) is { } near ? $"did you mean {near}? Otherwise " : "";

    private static TransportConnectorUri? OnlyFalse(TransportConnectorUri uri, string value) =>
        bool.TryParse(value, out var flag) && !flag ? uri : null;

    private static bool TryNumber(string text, int least, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;

    private static bool TryMilliseconds(string text, out TimeSpan time)
    {
        var right = TryNumber(text, 0, int.MaxValue, out var milliseconds);
        time = TimeSpan.FromMilliseconds(milliseconds);
        return right;
    }

    private sealed record Option(string[] Names, string Form, Setter Set);
}
