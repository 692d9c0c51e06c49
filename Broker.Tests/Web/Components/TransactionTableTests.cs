using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Tests.Fixtures;
using Broker.Web.Components.Panels;
using Bunit;

namespace Broker.Tests.Web.Components;

public sealed class TransactionTableTests : PanelContext
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);
    private static readonly PreparedTransactionView Branch = new()
    {
        Xid = "1:0a:01",
        PreparedAt = Now.AddMinutes(-4),
        Sent = [new("queue://a", 2), new("topic://b", 1)],
        Acknowledged = [],
    };

    [Fact]
    public void Row_InDoubt_SaysSinceWhenAndWhatACommitDoes()
    {
        var cells = Render(UserRole.Administrator, [Branch]).FindAll("tbody td, tbody th");

        Assert.Equal(["1:0a:01", "4 min ago", "queue://a (2), topic://b (1)", "–"], cells.Take(4).Select(cell => cell.TextContent));
    }

    [Fact]
    public void Buttons_Administrator_DecideThatTransaction()
    {
        var decided = new List<string>();
        var table = Render(UserRole.Administrator, [Branch], decided);

        table.FindAll("button")[0].Click();
        table.FindAll("button")[1].Click();

        Assert.Equal(["commit 1:0a:01", "rollback 1:0a:01"], decided);
        Assert.Equal(["Commit 1:0a:01", "Roll back 1:0a:01"], table.FindAll("button").Select(button => button.GetAttribute("aria-label")));
    }

    [Fact]
    public void Buttons_Operator_DisabledWithTheReason()
    {
        foreach (var button in Render(UserRole.Operator, [Branch]).FindAll("button"))
        {
            Assert.True(button.HasAttribute("disabled"));
            Assert.Equal("Administrators can do this", button.GetAttribute("title"));
        }
    }

    [Fact]
    public void None_SaysSo() => Assert.Equal("No transaction is in doubt.", Render(UserRole.Viewer, []).Find("td.none").TextContent);

    private IRenderedComponent<TransactionTable> Render(UserRole role, IReadOnlyList<PreparedTransactionView> transactions, List<string>? decided = null) =>
        Render<TransactionTable>(parameters => parameters
            .Add(panel => panel.Transactions, transactions)
            .Add(panel => panel.User, new User("u", role))
            .Add(panel => panel.Now, Now)
            .Add(panel => panel.OnCommit, transaction => decided?.Add("commit " + transaction.Xid))
            .Add(panel => panel.OnRollback, transaction => decided?.Add("rollback " + transaction.Xid)));
}
