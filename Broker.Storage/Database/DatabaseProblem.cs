using System.Data.Common;
using Broker.Core.Storage;

namespace Broker.Storage.Database;

/// <summary>Turns what the driver throws into one sentence: which server, which database, what is wrong, what helps.</summary>
internal static class DatabaseProblem
{
    public const int NoSuchTable = 1146;
    private const int NotInQuorum = 1047;

    /// <summary>Whether an exception tells of the server or the way to it, and not of a defect here.</summary>
    /// <remarks>
    /// A connection that breaks under a statement is reported by the driver in all of these forms. The last is that of an answer which
    /// takes exactly as long as it may: the driver then sets the stream's next time-out to 0, which the stream refuses.
    /// </remarks>
    public static bool IsOfMedium(Exception error) =>
        error is DbException or StoreException or IOException or TimeoutException or InvalidOperationException or System.Net.Sockets.SocketException
            or ArgumentOutOfRangeException { ParamName: "value" };

    /// <summary>A server of a cluster that has lost the majority, or is not part of it yet: no use to ask it again.</summary>
    public static bool IsOutsideQuorum(Exception error) => DatabaseErrors.NumberOf(error) is NotInQuorum;

    public static StoreException Translate(Exception error, MySqlConnectionStringBuilder settings, string servers)
    {
        var sentence = Explain(error, settings, servers);
        return DatabaseErrors.Classify(error) is DatabaseFailure.Full ? new StoreFullException(sentence, error) : new StoreException(sentence, error);
    }

    private static string Explain(Exception error, MySqlConnectionStringBuilder settings, string servers)
    {
        var number = DatabaseErrors.NumberOf(error);
        if (number is NotInQuorum) return $"The database server {servers} has lost the others of its cluster and takes no part in it: bring them back, or the network between them.";
        if (number is NoSuchTable) return $"The database '{settings.Database}' on {servers} lacks a table of the broker: the next master makes it.";
        return DatabaseErrors.Classify(error) switch
        {
            DatabaseFailure.ReadOnly => $"The database server {servers} is read-only, as a replica is: name the server that takes writes, or set read_only=OFF on it.",
            DatabaseFailure.Full => $"The disk of the database server {servers} is full: make room there.",
            DatabaseFailure.ConnectionLost or DatabaseFailure.Other when number is 0 => $"The database server {servers} cannot be reached, or does not answer: start it, or correct the server and port in the connection string.",
            DatabaseFailure.AccessRefused when number is 1142 => $"The user '{settings.UserID}' lacks a right on the database '{settings.Database}' on {servers}: GRANT ALL ON `{settings.Database}`.* to it.",
            _ => error is MySqlException known
                ? DatabasePreflight.Explain(known, settings, servers)
                : $"The database server {servers} cannot be used ({error.Message.TrimEnd('.')}): look at its log.",
        };
    }
}
