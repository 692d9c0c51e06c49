using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Broker.Core.Management;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Web.Api;

/// <summary>Scheduled messages as a program sees them.</summary>
public sealed class JobsApiTests
{
    private const string Jobs = "/api/v1/jobs";
    private const string First = "ID:web-07-41233-1763600000000-3:1:1:1:1";

    [Fact]
    public async Task List_Pages_AllInOrder()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);

        var page = await ReadAsync(client, $"{Jobs}?limit=150");
        Assert.Equal((150, 200), (page.GetProperty("items").GetArrayLength(), page.GetProperty("total").GetInt64()));
        Assert.Equal(First, page.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("items")[0].GetProperty("message").ValueKind);
        page = await ReadAsync(client, $"{Jobs}?limit=150&after={Uri.EscapeDataString(page.GetProperty("next").GetString()!)}");
        Assert.Equal(50, page.GetProperty("items").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task List_Filter_ThoseAlone()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);

        var page = await ReadAsync(client, $"{Jobs}?destination=reports&limit=500");

        Assert.Equal(40, page.GetProperty("items").GetArrayLength());
        Assert.Equal("topic://reports", page.GetProperty("items")[0].GetProperty("destination").GetString());
    }

    [Fact]
    public async Task Find_Job_WithItsMessage()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);

        var job = await ReadAsync(client, $"{Jobs}/{First}");

        Assert.Equal("Reminder 1", job.GetProperty("message").GetProperty("body").GetString());
        await AssertProblemAsync(HttpStatusCode.NotFound, await client.GetAsync(Address($"{Jobs}/none")));
    }

    [Theory]
    [InlineData("""{"isPaused":true}""", "pause")]
    [InlineData("""{"isPaused":false}""", "resume")]
    [InlineData("""{"runNow":true}""", "run")]
    [InlineData("""{"due":"2030-01-01T00:00:00Z"}""", "reschedule")]
    public async Task Change_OneThing_IsThatCommand(string body, string command)
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);

        var answer = await client.PatchAsync(Address($"{Jobs}/{First}"), Json(body));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal($"{command} {First}", Assert.Single(host.Broker.JobCommands));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"runNow":false}""")]
    [InlineData("""{"isPaused":true,"runNow":true}""")]
    public async Task Change_NoneOrTwo_Refused(string body)
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);

        var problem = await AssertProblemAsync(HttpStatusCode.BadRequest, await client.PatchAsync(Address($"{Jobs}/{First}"), Json(body)));

        Assert.Equal("One change at a time: write isPaused, or due, or runNow as true.", problem.GetProperty("detail").GetString());
        Assert.Empty(host.Broker.JobCommands);
    }

    [Fact]
    public async Task Remove_Job_IsGone()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(Address($"{Jobs}/{First}"))).StatusCode);
        await AssertProblemAsync(HttpStatusCode.NotFound, await client.DeleteAsync(Address($"{Jobs}/{First}")));
    }

    [Fact]
    public async Task RemoveMany_All_SaysHowMany()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);

        var answer = await client.PostAsync(Address($"{Jobs}/removals"), Json("{}"));

        Assert.Equal(200, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("removed").GetInt64());
    }

    [Fact]
    public async Task RemoveMany_AsAnotherSitesFormSendsIt_Refused()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);
        using var form = new StringContent("{}", Encoding.UTF8, "text/plain");

        await AssertProblemAsync(HttpStatusCode.UnsupportedMediaType, await client.PostAsync(Address($"{Jobs}/removals"), form));

        Assert.Equal(200, (await ReadAsync(client, Jobs)).GetProperty("total").GetInt64());
    }

    [Theory]
    [InlineData("GET", Jobs)]
    [InlineData("GET", Jobs + "/x")]
    [InlineData("PATCH", Jobs + "/x")]
    [InlineData("DELETE", Jobs + "/x")]
    [InlineData("POST", Jobs + "/removals")]
    public async Task Any_Refused_SentenceAsProblem(string method, string path)
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        host.Broker.Failure = new CommandRefusedException(CommandRefusal.Forbidden, "It cannot be so.");
        using var client = Client(host);
        using var request = new HttpRequestMessage(new(method), Address(path));
        if (method is "PATCH" or "POST") request.Content = Json("""{"runNow":true}""");

        var problem = await AssertProblemAsync(HttpStatusCode.Forbidden, await client.SendAsync(request));

        Assert.Equal("It cannot be so.", problem.GetProperty("detail").GetString());
    }

    private static async Task<JsonElement> ReadAsync(HttpClient client, string path)
    {
        var answer = await client.GetAsync(Address(path));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<JsonElement> AssertProblemAsync(HttpStatusCode status, HttpResponseMessage answer)
    {
        Assert.Equal(status, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static Uri Address(string path) => new(path, UriKind.Relative);

    private static HttpClient Client(ConsoleHost host)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ConsoleHost.AdministratorName}:{host.Password}")));
        return client;
    }
}
