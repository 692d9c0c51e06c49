using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Web.Api;

/// <summary>Users, rights and blocked producers, as a program sees them.</summary>
public sealed class SecurityApiTests : IAsyncLifetime
{
    private ConsoleHost _host = null!;
    private HttpClient _admin = null!;

    public async Task InitializeAsync()
    {
        _host = await ConsoleHost.StartAsync(FakeScene.Busy);
        _admin = Client(ConsoleHost.AdministratorName, _host.Password);
    }

    public async Task DisposeAsync()
    {
        _admin.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Users_AddedChangedRemoved_ListedWithoutPasswords()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await PutUserAsync("ann", new { role = "client", groups = new[] { "sales" }, password = "long secret" })).StatusCode);
        var listed = await _admin.GetStringAsync(Address("users"));
        Assert.Contains("""{"name":"ann","role":"Client","groups":["sales"]}""", listed, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", listed, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await PutUserAsync("ann", new { role = "Viewer" })).StatusCode);
        using (var viewer = Client("ann", "long secret"))
        {
            Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync(Address("users"))).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await viewer.DeleteAsync(Address("users/admin"))).StatusCode);
        }

        Assert.Equal(HttpStatusCode.NoContent, (await _admin.DeleteAsync(Address("users/ann"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _admin.DeleteAsync(Address("users/ann"))).StatusCode);
    }

    [Fact]
    public async Task Users_OfMessagingClientsAlone_AreNobodyHere()
    {
        await PutUserAsync("bob", new { role = "Client", password = "long secret" });
        using var bob = Client("bob", "long secret");
        Assert.Equal(HttpStatusCode.Unauthorized, (await bob.GetAsync(Address("users"))).StatusCode);
    }

    [Fact]
    public async Task Users_WrongRole_ProblemWithTheRightForm()
    {
        var answer = await PutUserAsync("ann", new { role = "King", password = "long secret" });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("write one of Viewer, Operator, Administrator, Client", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authorization_ReadEditedAskedFor_WithItsVersion()
    {
        var before = await _admin.GetFromJsonAsync<JsonElement>(Address("authorization"));
        Assert.Equal((0, false), (before.GetProperty("version").GetInt32(), before.GetProperty("enabled").GetBoolean()));
        var edit = new { version = 0, enabled = true, entries = new[] { new { queue = "orders.>", read = "sales" } } };
        var answer = await _admin.PutAsJsonAsync(Address("authorization"), edit);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var after = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((1, "admin"), (after.GetProperty("version").GetInt32(), after.GetProperty("editedBy").GetString()));
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await _admin.PutAsJsonAsync(Address("authorization"), edit)).StatusCode);

        await PutUserAsync("ann", new { role = "Client", groups = new[] { "sales" }, password = "long secret" });
        var permission = await _admin.GetFromJsonAsync<JsonElement>(Address("authorization/effective?user=ann&destination=queue://orders.new"));
        Assert.Equal((true, false), (permission.GetProperty("read").GetBoolean(), permission.GetProperty("write").GetBoolean()));
        Assert.Equal("queue://orders.> gives it.", permission.GetProperty("readBy").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await _admin.GetAsync(Address("authorization/effective?user=x&destination=q"))).StatusCode);
    }

    [Fact]
    public async Task BlockedProducers_Listed()
    {
        var blocked = (await _admin.GetFromJsonAsync<JsonElement>(Address("blocked-producers")))[0];
        Assert.Equal(("queue://orders", "The store is full."), (blocked.GetProperty("destination").GetString(), blocked.GetProperty("reason").GetString()));
    }

    private Task<HttpResponseMessage> PutUserAsync(string name, object user) => _admin.PutAsJsonAsync(Address("users/" + name), user);

    private Uri Address(string path) => new(_host.Address, "/api/v1/" + path);

    private static HttpClient Client(string name, string password)
    {
        var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));
        return client;
    }
}
