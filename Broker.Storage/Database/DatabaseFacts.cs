namespace Broker.Storage.Database;

/// <summary>What <see cref="DatabasePreflight"/> found out about a server that is fit for us.</summary>
/// <param name="ServerVersion">As the server writes it, like "10.11.6-MariaDB-0+deb12u1-log".</param>
/// <param name="IsMariaDb">False means MySQL.</param>
/// <param name="IsGalera">The server is a node of a Galera cluster, where a commit may be refused by another node.</param>
/// <param name="MaxAllowedPacketBytes">Most bytes of one statement.</param>
internal sealed record DatabaseFacts(string ServerVersion, bool IsMariaDb, bool IsGalera, long MaxAllowedPacketBytes);
