using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Broker.Core.Security;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Web.Api;

public sealed class QueueMessagesApiTests
{
    private const string Grave = "ActiveMQ.DLQ";

    [Fact]
    public async Task Retry_DryRunThenReal_CountsAndActs()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);
        var waiting = host.Broker.FindQueue(Grave)!.Messages;

        Assert.Equal((waiting, true), await AskAsync(client, Grave, "retry", new { dryRun = true }));
        Assert.Equal(waiting, host.Broker.FindQueue(Grave)!.Messages);
        Assert.Equal((2, false), await AskAsync(client, Grave, "retry", new { most = 2 }));
        Assert.Equal(waiting - 2, host.Broker.FindQueue(Grave)!.Messages);
    }

    [Fact]
    public async Task MoveAndCopy_MessageIds_GoToTheTarget()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Empty);
        using var client = Client(host);
        var caller = new User("admin", UserRole.Administrator);
        foreach (var queue in (string[])["a", "b"]) await host.Broker.CreateQueueAsync(caller, queue, CancellationToken.None);
        var id = await host.Broker.SendAsync(caller, new() { Queue = "a" }, CancellationToken.None);
        await host.Broker.SendAsync(caller, new() { Queue = "a" }, CancellationToken.None);

        Assert.Equal((1, false), await AskAsync(client, "a", "copy", new { messageIds = new[] { id }, target = "b" }));
        Assert.Equal((1, false), await AskAsync(client, "a", "move", new { messageIds = new[] { id }, target = "b" }));
        Assert.Equal((1, 2), (host.Broker.FindQueue("a")!.Messages, host.Broker.FindQueue("b")!.Messages));
    }

    [Fact]
    public async Task Move_UnknownTarget_ProblemNamesIt()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);

        var answer = await client.PostAsJsonAsync(Address(Grave, "move"), new { target = "nowhere" });

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("nowhere", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static async Task<(long Messages, bool DryRun)> AskAsync(HttpClient client, string queue, string act, object body)
    {
        var answer = await client.PostAsJsonAsync(Address(queue, act), body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var sent = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (sent.GetProperty("messages").GetInt64(), sent.GetProperty("dryRun").GetBoolean());
    }

    private static Uri Address(string queue, string act) => new($"/api/v1/queues/{queue}/messages/{act}", UriKind.Relative);

    private static HttpClient Client(ConsoleHost host)
    {
        var client = new HttpClient { BaseAddress = host.Address };
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ConsoleHost.AdministratorName}:{host.Password}"));
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        return client;
    }
}
