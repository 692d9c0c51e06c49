using System.Text.RegularExpressions;

// The namespace, the name and the members are Pomelo's: docs/decisions/0007.
#pragma warning disable IDE0130
namespace Microsoft.EntityFrameworkCore;
#pragma warning restore IDE0130

/// <summary>Which server a context speaks to, and how old it is.</summary>
public sealed partial class ServerVersion
{
    private ServerVersion(Version version, string typeIdentifier)
    {
        Version = version;
        TypeIdentifier = typeIdentifier;
    }

    public Version Version { get; }

    /// <summary>Either "mysql" or "mariadb".</summary>
    public string TypeIdentifier { get; }

    /// <summary>Connects once and asks the server.</summary>
    /// <exception cref="MySqlException">The server cannot be reached, or refuses the login.</exception>
    public static ServerVersion AutoDetect(string connectionString)
    {
        using var connection = new MySqlConnection(connectionString);
        connection.Open();
        return Parse(connection.ServerVersion);
    }

    /// <summary>Reads what a server says of itself, like "10.11.6-MariaDB-0+deb12u1-log", or "8.4.2".</summary>
    /// <exception cref="ArgumentException">No version number of three parts is at the beginning.</exception>
    public static ServerVersion Parse(string versionString)
    {
        // MariaDB pretends to be 5.5.5 to old clients and puts its own version behind that.
        var match = VersionPattern().Match(versionString);
        if (!match.Success) throw new ArgumentException($"'{versionString}' is no version of a MySQL or MariaDB server.", nameof(versionString));
        var isMariaDb = versionString.Contains("mariadb", StringComparison.OrdinalIgnoreCase);
        return new ServerVersion(Version.Parse(match.Groups["version"].ValueSpan), isMariaDb ? "mariadb" : "mysql");
    }

    public override string ToString() => $"{Version}-{TypeIdentifier}";

    [GeneratedRegex(@"^(5\.5\.5-)?(?<version>\d+\.\d+\.\d+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex VersionPattern();
}
