using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Broker.Tests.Fixtures;
using Broker.Tests.Interop;
using Microsoft.AspNetCore.Identity;

namespace Broker.Tests.Failover;

/// <summary>Nodes with data directories of their own on one database: users and rights are the group's, not a node's.</summary>
[Collection(ProcessesCollection.Name)]
[Trait("Category", "Failover")]
public sealed partial class SharedUsersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Pair_FirstStartEditsAndTakeover_JavaClientHasItsRightsOnTheOtherNode()
    {
        await using var server = await MariaDbServer.StartAsync();
        await server.KillAsync();
        await using var a = Start("a", server.ConnectionString);
        await using var b = Start("b", server.ConnectionString);
        await Eventually.TrueAsync(async () => await IsUpAsync(a) && await IsUpAsync(b), () => Tails(a, b), Patience);
        await server.StartAgainAsync();
        var first = await FindFirstPasswordAsync(a, b);
        var (master, slave) = await RolesAsync(a, b);
        using (var onMaster = Client(master, "root", first))
        {
            using var onSlave = Client(slave, "root", first);
            await PutAsync(onMaster, "users/ann", new { role = "Client", groups = new[] { "sales" }, password = "secret-ann" });
            await SeesAsync(onSlave, "users", "\"ann\"", slave);
            // A slave takes edits as well.
            await PutAsync(onSlave, "authorization", Rights);
            await SeesAsync(onMaster, "authorization", "\"R.>\"", master);
            await PutAsync(onMaster, "users/root", new { role = "Administrator", password = "secret-root" });
        }

        await master.KillAsync();

        await Eventually.TrueAsync(() => IsReadyAsync(slave), () => $"The slave did not take over.\n{slave.OutputTail}", Patience);
        var names = ScenarioRun.NamesIn("RightsScenarios.java").ToList();
        var verdicts = await ScenarioRun.RunAsync(slave, names);
        Assert.All(names, name => Assert.Equal("", verdicts.GetValueOrDefault(name, $"There is no verdict on {name}.")));
    }

    [Fact]
    public async Task Node_FilesOfBeforeThenDatabaseAway_SignInsGoOnAndEditsSayWhy()
    {
        await using var server = await MariaDbServer.StartAsync();
        var data = Directory.CreateTempSubdirectory("shared-users-");
        try
        {
            await WriteUserOfBeforeAsync(data.FullName, "ann", "secret-ann");
            await using var node = Start("a", server.ConnectionString, data.FullName, "--Security:Administrator:Password=secret-root");
            await Eventually.TrueAsync(() => IsReadyAsync(node), () => $"The node does not serve.\n{node.OutputTail}", Patience);
            await SignInAsync(node, "ann", "secret-ann");
            Assert.Contains("What this node had in a file of its own is in the document 'users'", node.OutputTail, StringComparison.Ordinal);
            Assert.False(File.Exists(Path.Combine(data.FullName, "users.json")));
            await node.StopAsync();
            await server.KillAsync();

            await node.LaunchAgainAsync();
            using var root = Client(node, "root", "secret-root");
            await SeesAsync(root, "users", "\"ann\"", node);
            var refused = await root.PutAsJsonAsync(new Uri("users/bob", UriKind.Relative), new { role = "Client", password = "secret-bob" });
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
            Assert.Contains("The change could not be kept: The database server 127.0.0.1", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.DoesNotContain("bob", await root.GetStringAsync(new Uri("users", UriKind.Relative)), StringComparison.Ordinal);

            await server.StartAgainAsync();
            await Eventually.TrueAsync(() => IsReadyAsync(node), () => $"The node does not serve.\n{node.OutputTail}", Patience);
            await PutAsync(root, "users/bob", new { role = "Client", password = "secret-bob" });
            await SignInAsync(node, "bob", "secret-bob");
            Assert.DoesNotContain("secret-", node.OutputTail, StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static object Rights { get; } = new
    {
        version = 0,
        enabled = true,
        entries = new object[]
        {
            new { queue = "R.>", read = "sales" },
            new { queue = "W.>", write = "sales" },
            new { queue = "ALL.>", read = "sales", write = "sales", admin = "sales" },
            new { topic = "ALL.>", read = "sales", write = "sales", admin = "sales" },
            new { queue = "WILD.OPEN.>", read = "sales" },
            new { queue = "GUESTS.>", write = "guests", admin = "guests" },
        },
    };

    private static BrokerProcess Start(string name, string database, string? data = null, params string[] arguments) => BrokerProcess.StartNode(
        data,
        [
            $"--Broker:NodeName={name}", "--Broker:BrokerName=group", "--Broker:Availability:LeaseDuration=00:00:03",
            "--Broker:Persistence:Adapter=Database", $"--Broker:Persistence:ConnectionString={database}",
            "--Security:Administrator:Name=root", "--Security:AnonymousGroup=guests",
            .. arguments,
        ]);

    // Both nodes start on an empty database: one shows a password, and the other where there is one.
    private static async Task<string> FindFirstPasswordAsync(BrokerProcess a, BrokerProcess b)
    {
        await Eventually.TrueAsync(
            () => ShownPassword().Count(a.OutputTail) + ShownPassword().Count(b.OutputTail) > 0
                && (a.OutputTail + b.OutputTail).Contains("The console has an administrator already", StringComparison.Ordinal),
            () => Tails(a, b),
            Patience);
        return Assert.Single(ShownPassword().Matches(a.OutputTail + b.OutputTail)).Groups["password"].Value;
    }

    private static async Task<(BrokerProcess Master, BrokerProcess Slave)> RolesAsync(BrokerProcess a, BrokerProcess b)
    {
        var isA = false;
        await Eventually.TrueAsync(
            async () => (isA = await IsReadyAsync(a)) || await IsReadyAsync(b), () => Tails(a, b), Patience);
        return isA ? (a, b) : (b, a);
    }

    private static string Tails(BrokerProcess a, BrokerProcess b) => $"--- node a\n{a.OutputTail}\n--- node b\n{b.OutputTail}";

    private static Task<bool> IsReadyAsync(BrokerProcess node) => IsWellAsync(node, "ready");

    private static Task<bool> IsUpAsync(BrokerProcess node) => IsWellAsync(node, "live");

    private static async Task<bool> IsWellAsync(BrokerProcess node, string what)
    {
        using var http = new HttpClient();
        try
        {
            using var answer = await http.GetAsync(new Uri($"{node.HttpUrl}/health/{what}"));
            return answer.StatusCode is HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task SignInAsync(BrokerProcess node, string name, string password)
    {
        await using var client = await OpenWireClient.OpenAsync(new(IPAddress.Loopback, node.OpenWirePort), change: info => (info.UserName, info.Password) = (name, password));
        await Assert.ThrowsAsync<RefusedException>(
            () => OpenWireClient.OpenAsync(new(IPAddress.Loopback, node.OpenWirePort), change: info => (info.UserName, info.Password) = (name, "wrong")));
    }

    private static async Task PutAsync(HttpClient client, string path, object what)
    {
        using var answer = await client.PutAsJsonAsync(new Uri(path, UriKind.Relative), what);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static Task SeesAsync(HttpClient client, string path, string what, BrokerProcess node) => Eventually.TrueAsync(
        async () =>
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
                return answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync()).Contains(what, StringComparison.Ordinal);
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        () => $"The node does not show {what} in {path}.\n{node.OutputTail}",
        Patience);

    private static HttpClient Client(BrokerProcess node, string name, string password)
    {
        var client = new HttpClient { BaseAddress = new($"{node.HttpUrl}/api/v1/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));
        return client;
    }

    // As the version before the database kept users left it in the data directory.
    private static Task WriteUserOfBeforeAsync(string directory, string name, string password) => File.WriteAllTextAsync(
        Path.Combine(directory, "users.json"),
        JsonSerializer.Serialize(new { version = 1, users = new[] { new { name, role = "Client", passwordHash = new PasswordHasher<string>().HashPassword("", password), groups = Array.Empty<string>() } } }));

    [GeneratedRegex("""Password:\s+(?<password>\S+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ShownPassword();
}
