using System.Net;

namespace Broker.Web.Hosting;

/// <summary>The addresses of console and REST: "Urls", or "Kestrel:Endpoints", which takes precedence as in Kestrel itself.</summary>
internal static class WebAddresses
{
    /// <summary>One sentence for each address in "Urls" that is none.</summary>
    public static IEnumerable<string> Faults(IConfiguration configuration) =>
        from url in Urls(configuration)
        where Port(url) is null
        select $"Urls: '{url}' is no address; write http://host:port, such as http://127.0.0.1:8161.";

    /// <summary>Names a node that was given no name: host name and HTTP port, which together are unique in a network.</summary>
    public static string DefaultNodeName(IConfiguration configuration, string host)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "");
        var port = endpoints.Concat(Urls(configuration)).Select(Port).FirstOrDefault(port => port is > 0);
        return port is null ? host : $"{host}:{port}";
    }

    private static string[] Urls(IConfiguration configuration) =>
        (configuration["Urls"] ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static int? Port(string url)
    {
        try
        {
            return BindingAddress.Parse(url).Port is var port and <= IPEndPoint.MaxPort ? port : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
