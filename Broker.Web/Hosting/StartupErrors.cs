using System.Net.Sockets;
using Broker.Core.Configuration;
using Broker.Core.Storage;
using Microsoft.AspNetCore.Connections;

namespace Broker.Web.Hosting;

/// <summary>Ends the process with sentences instead of a stack trace when it cannot start for a reason its operator can remove.</summary>
public static class StartupErrors
{
    private static readonly string[] OwnSections = ["Broker", "Security"];

    /// <summary>Runs the appliance until it stops.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="run">Builds, starts and awaits the host.</param>
    /// <param name="error">Where sentences go, one for each line; null: standard error.</param>
    /// <returns>The exit code: 0 after a graceful stop, 1 when the appliance could not start.</returns>
    /// <remarks>Exceptions that no operator can do anything about are thrown on.</remarks>
    public static async Task<int> RunAsync(string[] args, Func<Task> run, TextWriter? error = null)
    {
        try
        {
            CheckArguments(args);
            await run();
            return 0;
        }
        catch (Exception e) when (Sentences(e) is { Count: > 0 })
        {
            foreach (var sentence in Sentences(e)) await (error ?? Console.Error).WriteLineAsync(sentence);
            return 1;
        }
    }

    /// <summary>What an operator should read about this exception; empty when it is none of theirs.</summary>
    internal static IReadOnlyList<string> Sentences(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (Explain(e) is { Count: > 0 } sentences) return sentences;
        }

        return [];
    }

    private static IReadOnlyList<string> Explain(Exception exception) => exception switch
    {
        StartupException startup => startup.Sentences,
        StoreException store => [store.Message],
        InvalidDataException { InnerException: FormatException format } =>
            [$"{exception.Message} {format.InnerException?.Message ?? format.Message}"],
        IOException { InnerException: AddressInUseException } =>
            [$"Urls: {exception.Message.TrimEnd('.')}; stop the program that uses it, or choose another with --Urls=http://127.0.0.1:8162."],
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable or SocketError.AccessDenied } =>
            [$"Urls: the console's address cannot be used ({exception.Message}); choose another with --Urls=http://127.0.0.1:8161."],
        InvalidOperationException when exception.Message.StartsWith("Unable to configure HTTPS endpoint", StringComparison.Ordinal) =>
            ["Urls: https needs a certificate; set Kestrel:Certificates:Default:Path and Kestrel:Certificates:Default:Password, or write http."],
        _ => [],
    };

    // The command line's reader drops a last key that has no value without a word.
    private static void CheckArguments(string[] args)
    {
        if (args.Length == 0) return;
        var last = args[^1];
        if (last.Contains('=', StringComparison.Ordinal) || !last.StartsWith("--", StringComparison.Ordinal)) return;
        if (!OwnSections.Contains(last[2..].Split(':')[0], StringComparer.OrdinalIgnoreCase)) return;
        throw new StartupException($"{last[2..]}: has no value; write {last}=value.");
    }
}
