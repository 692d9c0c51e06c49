using System.Net;
using Broker.Tests.Fixtures;
using Broker.Web.Hosting;

namespace Broker.Tests.Web.Hosting;

/// <summary>What the console answers before anyone has signed in.</summary>
public sealed class ConsoleHostTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/queues")]
    [InlineData("/queues/orders")]
    public async Task Get_PageSignedOut_SentToSignIn(string path)
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);

        var answer = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains("/sign-in?returnUrl=" + Uri.EscapeDataString(path), answer.Headers.Location!.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/sign-in")]
    [InlineData("/css/console.css")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/_content/Radzen.Blazor/Radzen.Blazor.min.js")]
    [InlineData("/_content/Radzen.Blazor/css/standard-base.css")]
    public async Task Get_PublicSignedOut_OkWithSecurityHeaders(string path)
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);

        var answer = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Ready_Slave_Unavailable()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Slave);
        using var client = Client(host);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/health/live", UriKind.Relative))).StatusCode);
    }

    [Theory]
    [InlineData("/sign-out")]
    [InlineData("/language")]
    public async Task Post_WithoutAntiforgeryToken_Refused(string path)
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("culture", "en")]);

        var answer = await client.PostAsync(new Uri(path, UriKind.Relative), form);

        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("/queues?sort=Name", "/queues?sort=Name")]
    [InlineData("/", "/")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/a\r\nSet-Cookie: x", "/")]
    public void LocalPath_Address_OnlyThisServer(string? address, string expected) =>
        Assert.Equal(expected, SessionCookie.LocalPath(address));

    private static HttpClient Client(ConsoleHost host) =>
        new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
}
