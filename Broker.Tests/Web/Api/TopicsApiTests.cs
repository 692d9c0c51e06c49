using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Broker.Core.Management;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Web.Api;

/// <summary>Topics and subscriptions as a program sees them.</summary>
public sealed class TopicsApiTests
{
    private const string Durable = "/api/v1/subscriptions/durable?clientId=billing%2Feu%20%26%20us&name=all%2Borders";

    [Fact]
    public async Task Get_Topics_PageAndNumbers()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);
        var page = await client.GetFromJsonAsync<JsonElement>(Address("/api/v1/topics?filter=PAID&take=10"));
        Assert.Equal(1, page.GetProperty("total").GetInt32());
        var topic = await client.GetFromJsonAsync<JsonElement>(Address("/api/v1/topics/orders/paid"));
        Assert.Equal((900, 3), (topic.GetProperty("enqueued").GetInt64(), topic.GetProperty("discarded").GetInt64()));
        await AssertProblemAsync(HttpStatusCode.NotFound, await client.GetAsync(Address("/api/v1/topics/none")));
    }

    [Fact]
    public async Task Get_Subscriptions_AllOrThoseAskedFor()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);
        var all = await client.GetFromJsonAsync<JsonElement>(Address("/api/v1/subscriptions"));
        Assert.Equal(2, all.GetProperty("total").GetInt32());
        var durable = await client.GetFromJsonAsync<JsonElement>(Address("/api/v1/subscriptions?durableOnly=true"));
        Assert.Equal("all+orders", Assert.Single(durable.GetProperty("items").EnumerateArray()).GetProperty("subscriptionName").GetString());
        var one = await client.GetFromJsonAsync<JsonElement>(Address("/api/v1/subscriptions?topic=orders.paid"));
        Assert.Equal(3, one.GetProperty("items")[0].GetProperty("discarded").GetInt64());
    }

    [Fact]
    public async Task DurableSubscription_AnyCharacters_IsFoundBrowsedAndDeleted()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);
        var found = await client.GetFromJsonAsync<JsonElement>(Address(Durable));
        Assert.Equal(120, found.GetProperty("pending").GetInt64());
        var messages = await client.GetFromJsonAsync<JsonElement>(Address(Durable.Replace("durable?", "durable/messages?after=4&", StringComparison.Ordinal)));
        Assert.Equal((5, "all+orders"), (messages[0].GetProperty("sequence").GetInt64(), messages[0].GetProperty("body").GetString()));
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(Address(Durable))).StatusCode);
        var (caller, clientId, name) = Assert.Single(host.Broker.Deleted);
        Assert.Equal((ConsoleHost.AdministratorName, "billing/eu & us", "all+orders"), (caller.Name, clientId, name));
        await AssertProblemAsync(HttpStatusCode.NotFound, await client.GetAsync(Address("/api/v1/subscriptions/durable?clientId=a&name=b")));
    }

    [Theory]
    [InlineData("/api/v1/subscriptions/durable")]
    [InlineData("/api/v1/subscriptions/durable?clientId=a")]
    public async Task Delete_KeyIsNotWhole_NothingHappens(string address)
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);
        await AssertProblemAsync(HttpStatusCode.BadRequest, await client.DeleteAsync(Address(address)));
        Assert.Empty(host.Broker.Deleted);
    }

    [Fact]
    public async Task Delete_Refused_SentenceAsProblem()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        host.Broker.Failure = new CommandRefusedException(CommandRefusal.Conflict, "It has a consumer.");
        using var client = Client(host);
        Assert.Equal("It has a consumer.", (await AssertProblemAsync(HttpStatusCode.Conflict, await client.DeleteAsync(Address(Durable)))).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Delete_NoCredentials_NothingHappens()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = new HttpClient { BaseAddress = host.Address };
        await AssertProblemAsync(HttpStatusCode.Unauthorized, await client.DeleteAsync(Address(Durable)));
        Assert.Empty(host.Broker.Deleted);
    }

    private static async Task<JsonElement> AssertProblemAsync(HttpStatusCode status, HttpResponseMessage answer)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static Uri Address(string path) => new(path, UriKind.Relative);

    private static HttpClient Client(ConsoleHost host)
    {
        var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ConsoleHost.AdministratorName}:{host.Password}")));
        return client;
    }
}
