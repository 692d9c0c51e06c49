using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Tests.Fixtures;
using static Broker.Tests.Web.Api.ApiCalls;

namespace Broker.Tests.Web.Api;

/// <summary>The API as a program sees it: who may come in, what it reads, and how a refusal looks.</summary>
public sealed class AvailabilityApiTests
{
    private const string Availability = "/api/v1/availability";
    private const string Switchover = Availability + "/switchover";

    [Fact]
    public async Task Get_Master_GroupWithUnits()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host, ConsoleHost.AdministratorName, host.Password);

        var answer = await client.GetAsync(Address(Availability));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        var group = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Master", group.GetProperty("role").GetString());
        Assert.Equal(12, group.GetProperty("epoch").GetInt64());
        Assert.InRange(group.GetProperty("leaseLeftMilliseconds").GetInt64(), 1, 10_000);
        Assert.Equal(["broker-a:8161", "broker-b:8161", "broker-c:8161"], group.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("name").GetString()));
        Assert.Equal("tcp://broker-a:61616", group.GetProperty("nodes")[0].GetProperty("clientUris")[0].GetString());
        Assert.Equal(
            ("broker-b:8161", "Slave"),
            (group.GetProperty("history")[0].GetProperty("node").GetString(), group.GetProperty("history")[0].GetProperty("role").GetString()));
    }

    [Fact]
    public async Task Get_NoCredentials_UnauthorizedAsProblem()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);

        var answer = await client.GetAsync(Address(Availability));

        await AssertProblemAsync(HttpStatusCode.Unauthorized, answer);
        Assert.Equal("Basic", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task Get_GuessedTooOften_HasToWait()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host, ConsoleHost.AdministratorName, "guess");
        for (var guesses = 0; guesses < 5; guesses++)
        {
            await AssertProblemAsync(HttpStatusCode.Unauthorized, await client.GetAsync(Address(Availability)));
        }

        using var right = Client(host, ConsoleHost.AdministratorName, host.Password);
        var answer = await right.GetAsync(Address(Availability));

        await AssertProblemAsync(HttpStatusCode.TooManyRequests, answer);
        Assert.True(answer.Headers.RetryAfter!.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task SwitchOver_Slave_ServesFromNowOn()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host, ConsoleHost.AdministratorName, host.Password);

        var answer = await client.PostAsJsonAsync(Address(Switchover), new { node = "broker-b:8161" });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var group = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Slave", group.GetProperty("role").GetString());
        Assert.Equal(("broker-b:8161", ConsoleHost.AdministratorName, UserRole.Administrator), (host.Broker.Master, host.Broker.SwitchedOverBy!.Name, host.Broker.SwitchedOverBy.Role));
    }

    [Theory]
    [InlineData(CommandRefusal.Invalid, HttpStatusCode.BadRequest)]
    [InlineData(CommandRefusal.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData(CommandRefusal.NotFound, HttpStatusCode.NotFound)]
    [InlineData(CommandRefusal.Conflict, HttpStatusCode.Conflict)]
    [InlineData(CommandRefusal.NotServing, HttpStatusCode.Conflict)]
    public async Task SwitchOver_Refused_SentenceAsProblem(CommandRefusal reason, HttpStatusCode status)
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        host.Broker.Failure = new CommandRefusedException(reason, "It cannot be so.");
        using var client = Client(host, ConsoleHost.AdministratorName, host.Password);

        var answer = await client.PostAsJsonAsync(Address(Switchover), new { node = "broker-b:8161" });

        Assert.Equal("It cannot be so.", (await AssertProblemAsync(status, answer)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task SwitchOver_NoCredentials_NothingHappens()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host);

        await AssertProblemAsync(HttpStatusCode.Unauthorized, await client.PostAsJsonAsync(Address(Switchover), new { node = "broker-b:8161" }));

        Assert.Null(host.Broker.SwitchedOverBy);
    }

    [Fact]
    public async Task SwitchOver_AsAnotherSitesFormSendsIt_Refused()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host, ConsoleHost.AdministratorName, host.Password);
        using var form = new StringContent("{\"node\":\"broker-b:8161\"}", Encoding.UTF8, "text/plain");

        await AssertProblemAsync(HttpStatusCode.UnsupportedMediaType, await client.PostAsync(Address(Switchover), form));

        Assert.Null(host.Broker.SwitchedOverBy);
    }

    [Fact]
    public async Task Get_UnknownResource_ProblemAndNoPage()
    {
        await using var host = await ConsoleHost.StartAsync(FakeScene.Busy);
        using var client = Client(host, ConsoleHost.AdministratorName, host.Password);

        await AssertProblemAsync(HttpStatusCode.NotFound, await client.GetAsync(Address("/api/v1/nothing")));
    }
}
