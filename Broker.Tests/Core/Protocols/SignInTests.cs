using System.Net;
using Broker.Core.Configuration;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Protocols;

/// <summary>Who is let in, what the others are told, and what never reaches the log.</summary>
[Trait("Category", "BadInput")]
public sealed class SignInTests
{
    private static readonly IPEndPoint Elsewhere = new(IPAddress.Parse("203.0.113.9"), 40000);

    [Theory]
    [InlineData(FakeAuthenticator.Name, "wrong-secret")]
    [InlineData("mallory", FakeAuthenticator.Password)]
    [InlineData("mallory", null)]
    public async Task Connect_WrongCredentials_SecurityExceptionAndClosed(string user, string? password)
    {
        await using var broker = await BrokerFixture.StartAsync();
        await using var bystander = await Bystander.OpenAsync(broker.Address);
        await using var client = await broker.DialAsync();
        await client.NegotiateAsync();
        var error = await client.RefusedAsync(client.Introduction(info => (info.UserName, info.Password) = (user, password)));
        Assert.Equal("java.lang.SecurityException", error.ClassName);
        Assert.Equal($"User name [{user}] or password is invalid.", error.Message);
        await bystander.ExchangeAsync();
        await client.Closed.WaitAsync(Eventually.Patience);
        await broker.LoggedAsync($"is closed: User name [{user}] or password is invalid.");
        Assert.Equal(1, broker.View.Router.ConnectionCount);
        AssertNoSecretIn(broker.Logs);
    }

    [Fact]
    public async Task Connect_RightCredentials_LetIn()
    {
        await using var broker = await BrokerFixture.StartAsync(anonymous: AnonymousAccess.None);
        await using var client = await OpenWireClient.OpenAsync(
            broker.Address, change: static info => (info.UserName, info.Password) = (FakeAuthenticator.Name, FakeAuthenticator.Password));
        Assert.Equal(FakeAuthenticator.Name, Assert.Single(broker.View.Router.Connections).Client.User!.Name);
        // An error that shows whatever the connection knows.
        await client.WriteAsync([0x7f, 0xff, 0xff, 0xff, 0]);
        await client.Closed.WaitAsync(Eventually.Patience);
        AssertNoSecretIn(broker.Logs);
    }

    [Theory]
    [InlineData(AnonymousAccess.None, false, false)]
    [InlineData(AnonymousAccess.Loopback, false, true)]
    [InlineData(AnonymousAccess.Loopback, true, false)]
    [InlineData(AnonymousAccess.None, true, false)]
    [InlineData(AnonymousAccess.All, true, true)]
    public async Task Connect_Anonymous_ByPolicyAndOrigin(AnonymousAccess access, bool remote, bool allowed)
    {
        await using var broker = await BrokerFixture.StartAsync(anonymous: access, remote: remote ? Elsewhere : null);
        await using var client = await broker.DialAsync();
        await client.NegotiateAsync();
        if (allowed)
        {
            await client.ConnectAsync();
            return;
        }

        var error = await client.RefusedAsync(client.Introduction());
        Assert.Equal("java.lang.SecurityException", error.ClassName);
        await client.Closed.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task Connect_ClientIdInUse_InvalidClientIdException()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await using var first = await broker.OpenClientAsync();
        await using var second = await broker.DialAsync();
        await second.NegotiateAsync();
        var error = await second.RefusedAsync(second.Introduction(info => info.ClientId = first.ClientId));
        Assert.Equal("javax.jms.InvalidClientIDException", error.ClassName);
        Assert.Contains("already connected from", error.Message, StringComparison.Ordinal);
        await second.Closed.WaitAsync(Eventually.Patience);
        Assert.False(first.Closed.IsCompleted);
    }

    [Fact]
    public async Task Connect_WithoutClientId_Refused()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await using var client = await broker.DialAsync();
        await client.NegotiateAsync();
        var error = await client.RefusedAsync(client.Introduction(static info => info.ClientId = ""));
        Assert.Equal("javax.jms.InvalidClientIDException", error.ClassName);
    }

    [Fact]
    public async Task Connect_OverMaximumConnections_RefusedUntilOneGoes()
    {
        await using var broker = await BrokerFixture.StartAsync("maximumConnections=2");
        await using var bystander = await Bystander.OpenAsync(broker.Address);
        var second = await broker.OpenClientAsync();
        await using (var third = await broker.DialAsync())
        {
            await third.Closed.WaitAsync(Eventually.Patience);
        }

        await broker.LoggedAsync("it has its 2 connections (maximumConnections)");
        await bystander.ExchangeAsync();
        await second.DisposeAsync();
        await Eventually.TrueAsync(() => broker.View.Connectors[0].ConnectionCount == 1, "The connection was not counted off.");
        await using var fourth = await broker.OpenClientAsync();
        await bystander.ExchangeAsync();
    }

    private static void AssertNoSecretIn(RecordingLoggers logs) => Assert.DoesNotContain(
        logs.Lines,
        line => line.Contains("wrong-secret", StringComparison.Ordinal) || line.Contains(FakeAuthenticator.Password, StringComparison.Ordinal));
}
