using System.Net;

namespace Broker.Web.Hosting;

/// <summary>The addresses of console and REST: "Urls", or "Kestrel:Endpoints", which takes precedence as in Kestrel itself.</summary>
internal static class WebAddresses
{
    /// <summary>One sentence for each address in "Urls" that is none.</summary>
    public static IEnumerable<string> Faults(IConfiguration configuration) =>
        from url in Urls(configuration)
        where Parse(url) is null
        select $"Urls: '{url}' is no address; write http://host:port, such as http://127.0.0.1:8161.";

    /// <summary>The addresses that the web server will listen on; what is no address is left to it to judge.</summary>
    public static IEnumerable<BindingAddress> Listening(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "").ToArray();
        return (endpoints.Length > 0 ? endpoints : Urls(configuration)).Select(Parse).OfType<BindingAddress>();
    }

    /// <summary>Names a node that was given no name: host name and HTTP port, which together are unique in a network.</summary>
    public static string DefaultNodeName(IConfiguration configuration, string host) =>
        Listening(configuration).FirstOrDefault(address => address.Port > 0) is { } address ? $"{host}:{address.Port}" : host;

    /// <summary>Where people and other nodes find the console; empty when its port is not known before it is opened.</summary>
    /// <param name="configuration">All of it.</param>
    /// <param name="host">Stands in for "every address".</param>
    public static string ConsoleUri(IConfiguration configuration, string host) =>
        Listening(configuration).FirstOrDefault(address => address.Port > 0 && !address.IsUnixPipe && !address.IsNamedPipe) is { } address
            ? $"{address.Scheme}://{(IsEveryAddress(address.Host) ? host : address.Host)}:{address.Port}"
            : "";

    private static bool IsEveryAddress(string host) => host is "*" or "+" or "0.0.0.0" or "[::]";

    private static string[] Urls(IConfiguration configuration) =>
        (configuration["Urls"] ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static BindingAddress? Parse(string url)
    {
        try
        {
            return BindingAddress.Parse(url) is { Port: <= IPEndPoint.MaxPort } address ? address : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
