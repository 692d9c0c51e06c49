using System.Globalization;

namespace Broker.Core.Configuration;

/// <summary>The options behind the '?' of a transport connector's URI: each with its names, its form and where it goes.</summary>
internal static partial class TransportConnectorUriOptions
{
    private const string MillisecondsForm = "milliseconds as a whole number from 0 to 2147483647";

    /// <summary>Sets one value; null when the text is ill-typed.</summary>
    private delegate TransportConnectorUri? Setter(TransportConnectorUri uri, string value);

    private static readonly Option[] All = [.. Connector(), .. WireFormat(), .. Tls(), .. Declined()];

    /// <summary>Every name of an option that can be of use.</summary>
    public static IEnumerable<string> Names => All.Where(option => !option.IsDeclined).SelectMany(option => option.Names);

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
        if (option.IsForTls && !uri.IsTls) return $"the option {name} is for TLS, which {uri} has not; write ssl://host:port";
        if (!given.Add(option)) return $"the option {string.Join(" or ", option.Names)} is given twice; write it once";
        if (option.Set(uri, value) is not { } changed) return $"{name}={value} is not possible; the right form is: {option.Form}";
        uri = changed;
        return "";
    }

    private static string Hint(string name) => NearestName.Find(name, Names) is { } near ? $"did you mean {near}? Otherwise " : "";

    private static Option[] Connector() =>
    [
        Number(["maximumConnections"], 1, int.MaxValue, (uri, n) => uri with { MaximumConnections = n }),
        new([.. Both("connectAttemptTimeout"), "connectionTimeout", "protocolDetectionTimeOut"], $"{MillisecondsForm}, where 0 means for ever",
            (uri, value) => TryMilliseconds(value, out var time) ? uri with { ConnectAttemptTimeout = time } : null),
        Flag(Both("tcpNoDelay"), (uri, flag) => uri with { TcpNoDelay = flag }),
        Flag(Both("keepAlive"), (uri, flag) => uri with { KeepAlive = flag }),
        new(Both("socketBufferSize"), $"{ByteSize.Form}, from 1024 to 67108864",
            (uri, value) => ByteSize.TryParse(value, out var n) && n is >= 1024 and <= 64 * 1024 * 1024
                ? uri with { SocketBufferSizeBytes = (int)n } : null),
        Number(["backlog"], 1, 65535, (uri, n) => uri with { Backlog = n }),
    ];

    // ActiveMQ prefixes what is meant for the sockets that a connector accepts; people write it either way.
    private static string[] Both(string name) => [$"transport.{name}", name];

    private static Option Flag(string[] names, Func<TransportConnectorUri, bool, TransportConnectorUri> set) =>
        new(names, "true or false", (uri, value) => bool.TryParse(value, out var flag) ? set(uri, flag) : null);

    private static Option Number(string[] names, int least, int most, Func<TransportConnectorUri, int, TransportConnectorUri> set) => new(
        names, $"a whole number from {least} to {most}", (uri, value) => TryNumber(value, least, most, out var n) ? set(uri, n) : null);

    private static bool TryNumber(string text, int least, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;

    private static bool TryMilliseconds(string text, out TimeSpan time)
    {
        var right = TryNumber(text, 0, int.MaxValue, out var milliseconds);
        time = TimeSpan.FromMilliseconds(milliseconds);
        return right;
    }

    /// <param name="Names">All mean the same.</param>
    /// <param name="Form">What a value looks like, for error sentences.</param>
    /// <param name="Set">Takes a value over.</param>
    private sealed record Option(string[] Names, string Form, Setter Set)
    {
        /// <summary>Has a meaning with TLS alone.</summary>
        public bool IsForTls { get; init; }

        /// <summary>Has no meaning here; not among the names that are told.</summary>
        public bool IsDeclined { get; init; }
    }
}
