using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Web.Api;

/// <summary>Short words for tests that call the API as a program does.</summary>
internal static class ApiCalls
{
    public static Uri Address(string path) => new(path, UriKind.Relative);

    /// <summary>A program; without a name it says nothing of who it is.</summary>
    public static HttpClient Client(ConsoleHost host, string? name = null, string password = "")
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
        if (name is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));
        }

        return client;
    }

    public static async Task<JsonElement> AssertProblemAsync(HttpStatusCode status, HttpResponseMessage answer)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        return problem;
    }
}
