using System.Globalization;
using Broker.Core.Storage;

namespace Broker.Storage.Database;

/// <summary>One of the servers that a connection string names.</summary>
internal readonly record struct DatabaseServer(string Host, uint Port)
{
    /// <summary>Reads a list such as "a,b:3307,[::1]:3306".</summary>
    /// <remarks>The path of a socket stays whole: the driver reads it itself.</remarks>
    /// <param name="servers">The value of Server.</param>
    /// <param name="port">For those that name none.</param>
    /// <exception cref="StoreMismatchException">It is in the driver's own form with parentheses, whose order and threads the driver does not keep apart.</exception>
    public static DatabaseServer[] Parse(string servers, uint port)
    {
        if (servers.StartsWith('(')) throw new StoreMismatchException($"The servers '{servers}' of the connection string are in parentheses: write them as 'Server=a:3306,b:3307', the first choice first.");
        if (servers.StartsWith('/')) return [new DatabaseServer(servers, port)];
        var parts = servers.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. parts.Select(part => ParseOne(part, port))];
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private static DatabaseServer ParseOne(string text, uint port)
    {
        var colon = text.LastIndexOf(':');
        // An address of IPv6 has colons of its own; its port follows the bracket.
        var hasPort = colon > 0 && (text.IndexOf(':', StringComparison.Ordinal) == colon || text[colon - 1] is ']');
        if (!hasPort || !uint.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var own))
            return new DatabaseServer(text.Trim('[', ']'), port);
        return new DatabaseServer(text[..colon].Trim('[', ']'), own);
    }
}
