using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Tests.Fixtures;
using static Broker.Tests.Web.Api.ApiCalls;

namespace Broker.Tests.Web.Api;

/// <summary>Transactions in doubt as a program sees them, and decides them.</summary>
public sealed class TransactionsApiTests
{
    private const string Transactions = "/api/v1/transactions";
    private const string Xid = "4660:0a2f31:01";

    [Fact]
    public async Task Get_InDoubt_OldestFirstWithWhatACommitWouldDo()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host, ConsoleHost.AdministratorName, host.Password);

        var answer = await client.GetFromJsonAsync<JsonElement>(Address(Transactions));

        Assert.Equal([Xid, "4660:0a2f32:01"], answer.EnumerateArray().Select(one => one.GetProperty("xid").GetString()));
        Assert.Equal(
            ("queue://orders.created", 2),
            (answer[0].GetProperty("sent")[0].GetProperty("destination").GetString(), answer[0].GetProperty("sent")[0].GetProperty("messages").GetInt32()));
        Assert.Equal("queue://orders.retry", answer[0].GetProperty("acknowledged")[0].GetProperty("destination").GetString());
        Assert.True(answer[0].GetProperty("preparedAt").GetDateTimeOffset() < answer[1].GetProperty("preparedAt").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("/commit", true)]
    [InlineData("/rollback", false)]
    public async Task Decide_InDoubt_IsDecidedByTheCaller(string action, bool committed)
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host, ConsoleHost.AdministratorName, host.Password);

        var answer = await client.PostAsJsonAsync(Address(Transactions + action), new { xid = Xid });

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var decided = Assert.Single(host.Broker.Decided);
        Assert.Equal((ConsoleHost.AdministratorName, UserRole.Administrator, Xid, committed), (decided.Caller.Name, decided.Caller.Role, decided.Xid, decided.Committed));
    }

    [Theory]
    [InlineData("/commit")]
    [InlineData("/rollback")]
    public async Task Decide_Refused_SentenceAsProblem(string action)
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        host.Broker.Failure = new CommandRefusedException(CommandRefusal.NotFound, "There is none.");
        using var client = Client(host, ConsoleHost.AdministratorName, host.Password);

        var answer = await client.PostAsJsonAsync(Address(Transactions + action), new { xid = Xid });

        Assert.Equal("There is none.", (await AssertProblemAsync(HttpStatusCode.NotFound, answer)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Decide_NoXid_BadRequest()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host, ConsoleHost.AdministratorName, host.Password);

        await AssertProblemAsync(HttpStatusCode.BadRequest, await client.PostAsJsonAsync(Address(Transactions + "/commit"), new { }));

        Assert.Empty(host.Broker.Decided);
    }

    [Fact]
    public async Task Decide_NoCredentials_NothingHappens()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);

        await AssertProblemAsync(HttpStatusCode.Unauthorized, await client.PostAsJsonAsync(Address(Transactions + "/commit"), new { xid = Xid }));

        Assert.Empty(host.Broker.Decided);
    }

    [Fact]
    public async Task Decide_AsAnotherSitesFormSendsIt_Refused()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host, ConsoleHost.AdministratorName, host.Password);
        using var form = new StringContent($"{{\"xid\":\"{Xid}\"}}", Encoding.UTF8, "text/plain");

        await AssertProblemAsync(HttpStatusCode.UnsupportedMediaType, await client.PostAsync(Address(Transactions + "/commit"), form));

        Assert.Empty(host.Broker.Decided);
    }
}
