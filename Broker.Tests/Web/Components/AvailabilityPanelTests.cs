using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Tests.Fixtures;
using Broker.Web.Components.Panels;
using Broker.Web.Live;
using Bunit;

namespace Broker.Tests.Web.Components;

/// <summary>The panels about the group of nodes: who serves, who could, and what a node shows that does not.</summary>
public sealed class AvailabilityPanelTests : PanelContext
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(1);
    private static readonly User Administrator = new("admin", UserRole.Administrator);
    private static readonly NodeView A = new("a", "Master", IsThis: true, ["tcp://a:61616"], "http://a:8161");
    private static readonly NodeView B = new("b", "Slave", IsThis: false, ["tcp://b:61616", "stomp://b:61613"], "http://b:8161");
    private static readonly NodeView C = new("c", "Slave", IsThis: false, [], "");

    [Fact]
    public void Nodes_Group_ThisOneMarkedWithRolesAddressesAndLinks()
    {
        var rows = Render<NodeTable>(parameters => parameters.Add(panel => panel.Nodes, [A, B, C])).FindAll("tbody tr");

        Assert.Equal(["athis node", "b", "c"], rows.Select(row => row.QuerySelector("th")!.TextContent));
        Assert.Equal(["Master", "Slave", "Slave"], rows.Select(row => row.QuerySelector(".pill")!.TextContent));
        Assert.Equal(["tcp://b:61616", "stomp://b:61613"], rows[1].QuerySelectorAll("code").Select(code => code.TextContent));
        Assert.Equal("http://b:8161", rows[1].QuerySelector("a")!.GetAttribute("href"));
        Assert.Null(rows[2].QuerySelector("a"));
    }

    [Fact]
    public void Nodes_Alone_SaysHowToGetASlave() => Assert.Contains(
        "Start a second one on the same store",
        Render<NodeTable>(parameters => parameters.Add(panel => panel.Nodes, [A])).Find("p").TextContent,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("//evil")]
    [InlineData("b:8161")]
    public void Nodes_ConsoleAddressThatIsNone_NoLink(string address) => Assert.Empty(
        Render<NodeTable>(parameters => parameters.Add(panel => panel.Nodes, [B with { ConsoleUri = address }])).FindAll("a"));

    [Fact]
    public void Nodes_RoleOfAnotherVersion_ShownAsItIs() => Assert.Contains(
        "Observer",
        Render<NodeTable>(parameters => parameters.Add(panel => panel.Nodes, [B with { Role = "Observer" }])).Find("tbody").TextContent,
        StringComparison.Ordinal);

    [Fact]
    public void Changes_Some_WhenWhoWhatWhy()
    {
        var change = new RoleChange(Now.AddMinutes(-4), "b", BrokerRole.Master, "The last master was not seen for 10 s.", 12);
        var cells = Render<RoleChanges>(parameters => parameters.Add(panel => panel.Changes, [change]).Add(panel => panel.Now, Now)).FindAll("tbody td");

        Assert.Equal("4 min ago", cells[0].TextContent);
        Assert.Equal("1970-01-01 23:56:00 UTC", cells[0].GetAttribute("title"));
        Assert.StartsWith("b", cells[1].TextContent, StringComparison.Ordinal);
        Assert.Equal(["Master", "The last master was not seen for 10 s.", "12"], cells.Skip(2).Select(cell => cell.TextContent));
    }

    [Fact]
    public void SwitchOver_TwoSlaves_ChosenOneIsAskedFor()
    {
        string? asked = null;
        var act = Act(Group(A, B, C), Administrator, chosen => asked = chosen);

        act.Find("select").Change("c");
        act.Find("button").Click();

        Assert.Equal("c", asked);
    }

    [Fact]
    public void SwitchOver_ChosenSlaveGone_AnotherIsTaken()
    {
        string? asked = null;
        var act = Act(Group(A, B, C), Administrator, chosen => asked = chosen);
        act.Find("select").Change("c");

        act.Render(parameters => parameters.Add(panel => panel.Group, Group(A, B)));
        act.Find("button").Click();

        Assert.Equal("b", asked);
        Assert.Empty(act.FindAll("select"));
    }

    public static TheoryData<AvailabilityView, UserRole, string> Obstacles => new()
    {
        { Group(A, B), UserRole.Operator, "Administrators can do this" },
        { Group(A, B) with { Role = BrokerRole.Slave }, UserRole.Administrator, "Only the master can hand the store on" },
        { Group(A), UserRole.Administrator, "There is no slave that could take over" },
        { Group(A, B with { Role = "Starting" }), UserRole.Administrator, "There is no slave that could take over" },
    };

    [Theory]
    [MemberData(nameof(Obstacles))]
    public void SwitchOver_NotPossible_DisabledAndSaysWhy(AvailabilityView group, UserRole role, string why)
    {
        var act = Act(group, new User("u", role));

        Assert.True(act.Find("button").HasAttribute("disabled"));
        Assert.Equal(why, act.Find("p").TextContent);
    }

    [Fact]
    public void NotServing_Slave_LeadsToTheMaster()
    {
        var panel = NotServingFor(BrokerRole.Slave, "b holds the store.", A with { Role = "Slave" }, B with { Role = "Master" });

        Assert.Equal("This node is a slave", panel.Find("h2").TextContent);
        Assert.Equal(["b holds the store.", "Messages are on the master, b."], panel.FindAll("p").Select(line => line.TextContent));
        Assert.Equal(["http://b:8161", "/availability"], panel.FindAll("a").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public void NotServing_NoMaster_SaysSo() => Assert.Contains(
        "No node is known to serve at present.",
        NotServingFor(BrokerRole.Slave, null, A with { Role = "Slave" }).Markup,
        StringComparison.Ordinal);

    [Fact]
    public void NotServing_Starting_ReasonAndNoTalkOfSlaves()
    {
        var panel = NotServingFor(BrokerRole.Starting, "Opening the store.", A with { Role = "Starting" });

        Assert.Equal("This node is starting", panel.Find("h2").TextContent);
        Assert.Equal("Opening the store.", Assert.Single(panel.FindAll("p")).TextContent);
    }

    [Theory]
    [InlineData(8.2, "8 s", "renewed all the time")]
    [InlineData(null, "–", "the master holds it")]
    public void Tiles_Lease_LeftOrNone(double? seconds, string value, string note)
    {
        var group = Group(A) with { Epoch = 12, LeaseLeft = seconds is { } left ? TimeSpan.FromSeconds(left) : null };
        var tiles = Render<RoleTiles>(parameters => parameters.Add(panel => panel.Group, group).Add(panel => panel.NodeName, "a").Add(panel => panel.Now, Now));

        Assert.Equal(["Master", "2 h", "12", value], tiles.FindAll("dd:not(.tile-note)").Select(tile => tile.TextContent));
        Assert.Equal(note, tiles.FindAll(".tile-note")[^1].TextContent.Trim());
    }

    private static AvailabilityView Group(params NodeView[] nodes) =>
        new() { Role = BrokerRole.Master, Since = Now.AddHours(-2), Nodes = nodes };

    private IRenderedComponent<SwitchOverAct> Act(AvailabilityView group, User user, Action<string>? chosen = null) =>
        Render<SwitchOverAct>(parameters => parameters
            .Add(panel => panel.Group, group)
            .Add(panel => panel.User, user)
            .Add(panel => panel.OnChosen, node => chosen?.Invoke(node)));

    private IRenderedComponent<NotServing> NotServingFor(BrokerRole role, string? reason, params NodeView[] nodes)
    {
        var broker = new BrokerView { BrokerName = "g", NodeName = "a", Version = "1", Role = role, RoleReason = reason, Since = Now };
        return Render<NotServing>(parameters => parameters.Add(panel => panel.Live, new LiveSnapshot(broker, Group(nodes) with { Role = role }, [], Now)));
    }
}
