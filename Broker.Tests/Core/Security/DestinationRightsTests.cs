using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Security;

namespace Broker.Tests.Core.Security;

public sealed class DestinationRightsTests
{
    private static readonly User Ann = new("ann", UserRole.Client) { Groups = ["sales", "staff"] };
    private static readonly User Bob = new("bob", UserRole.Client) { Groups = ["guests"] };
    private static readonly User Root = new("root", UserRole.Administrator);
    private static readonly DestinationAction[] Everything = Enum.GetValues<DestinationAction>();

    [Fact]
    public void Allows_NotEnabled_Everything()
    {
        var rights = new DestinationRights(new() { Entries = [new() { Queue = ">" }] });
        Assert.True(rights.IsUnrestricted);
        Assert.All(Everything, action => Assert.True(rights.Allows(Bob, Destination.Queue("Q"), action)));
    }

    [Fact]
    public void Allows_EnabledWithoutEntries_NothingButForAdministrators()
    {
        var rights = Enabled();
        Assert.All(Everything, action => Assert.False(rights.Allows(Ann, Destination.Queue("Q"), action)));
        Assert.All(Everything, action => Assert.True(rights.Allows(Root, Destination.Queue("Q"), action)));
    }

    [Theory]
    [InlineData("queue://orders.new", DestinationAction.Read, true)]
    [InlineData("queue://orders.new", DestinationAction.Write, false)]
    [InlineData("queue://orders.new", DestinationAction.Create, false)]
    [InlineData("queue://orders", DestinationAction.Read, true)]
    [InlineData("queue://orders.new.eu", DestinationAction.Write, true)]
    [InlineData("queue://orders.new.eu", DestinationAction.Read, true)]
    [InlineData("queue://orders.new.us", DestinationAction.Write, false)]
    [InlineData("topic://orders.new", DestinationAction.Read, false)]
    [InlineData("topic://news", DestinationAction.Create, true)]
    [InlineData("topic://news", DestinationAction.Remove, true)]
    [InlineData("topic://news", DestinationAction.Administer, true)]
    public void Allows_AllMatchingEntries_CountTogether(string destination, DestinationAction action, bool expected)
    {
        var rights = Enabled(
            new() { Queue = "orders.>", Read = "sales, others" },
            new() { Queue = "orders.*.eu", Write = "staff" },
            new() { Topic = "news", Admin = "staff" });
        Assert.Equal(expected, rights.Allows(Ann, Destination.Parse(destination), action));
        Assert.Equal(expected, rights.Explain(Ann, Destination.Parse(destination), action).Allowed);
        Assert.False(rights.Allows(Bob, Destination.Parse(destination), action));
    }

    [Fact]
    public void Allows_Star_Everybody() =>
        Assert.True(Enabled(new AuthorizationEntry { Queue = "Q", Read = "*" }).Allows(AnonymousRules.Nobody, Destination.Queue("Q"), DestinationAction.Read));

    [Fact]
    public void Allows_DefaultEntry_CountsBesideTheOthers()
    {
        var rights = new DestinationRights(new()
        {
            Enabled = true,
            Entries = [new() { Queue = "Q", Read = "sales" }],
            Default = new() { Write = "staff" },
        });
        Assert.True(rights.Allows(Ann, Destination.Queue("Q"), DestinationAction.Write));
        Assert.True(rights.Allows(Ann, Destination.Topic("T"), DestinationAction.Write));
        Assert.False(rights.Allows(Ann, Destination.Topic("T"), DestinationAction.Read));
    }

    [Theory]
    [InlineData(DestinationAction.Read, true)]
    [InlineData(DestinationAction.Create, true)]
    [InlineData(DestinationAction.Write, false)]
    [InlineData(DestinationAction.Remove, false)]
    public void Allows_AdvisoryTopicWithoutEntry_ConsumingAlone(DestinationAction action, bool expected) =>
        Assert.Equal(expected, Enabled().Allows(Bob, Destination.Topic("ActiveMQ.Advisory.TempQueue"), action));

    [Fact]
    public void Allows_TemporaryOfOthers_EverybodyUntilGroupsAreNamed()
    {
        var temporary = new Destination(DestinationKind.TemporaryQueue, "ID:1:1");
        Assert.True(Enabled(new AuthorizationEntry { Queue = ">", Write = "staff" }).Allows(Bob, temporary, DestinationAction.Write));
        var limited = new DestinationRights(new() { Enabled = true, TemporaryDestinations = new() { Write = "sales" } });
        Assert.True(limited.Allows(Ann, temporary, DestinationAction.Write));
        Assert.False(limited.Allows(Ann, temporary, DestinationAction.Create));
        Assert.False(limited.Allows(Bob, temporary, DestinationAction.Write));
    }

    [Theory]
    [InlineData("A.>", "A.>", true, true)]
    [InlineData("A.>", "A.B.*", true, true)]
    [InlineData("A.>", ">", false, true)]
    [InlineData("A.*", "A.>", false, true)]
    [InlineData("A.*", "A.*", true, true)]
    [InlineData("A.B", "A.*", false, true)]
    [InlineData("A.B", "C.>", false, false)]
    [InlineData("*.B", "A.*", false, true)]
    [InlineData("A.B.>", "A", false, false)]
    [InlineData("A.B.C", "A.*", false, false)]
    public void Allows_Pattern_CoveredWholeOrInPart(string entry, string asked, bool whole, bool some)
    {
        var rights = Enabled(new AuthorizationEntry { Queue = entry, Read = "sales" });
        Assert.Equal(whole, rights.Allows(Ann, Destination.Queue(asked), DestinationAction.Read));
        Assert.Equal(some, rights.AllowsReadingSome(Ann, Destination.Queue(asked)));
        Assert.False(rights.AllowsReadingSome(Bob, Destination.Queue(asked)));
        Assert.False(rights.AllowsReadingSome(Ann, Destination.Topic(asked)));
    }

    [Fact]
    public void Explain_NamesWhatGivesIt()
    {
        var rights = Enabled(new AuthorizationEntry { Queue = "orders.>", Read = "sales" });
        Assert.Equal(new(true, "queue://orders.> gives it."), rights.Explain(Ann, Destination.Queue("orders.new"), DestinationAction.Read));
        Assert.Equal(new(false, "No entry gives it."), rights.Explain(Ann, Destination.Queue("orders.new"), DestinationAction.Write));
        Assert.Equal(new(true, "The role Administrator may do everything."), rights.Explain(Root, Destination.Queue("x"), DestinationAction.Write));
        Assert.Equal(new(true, "Everybody may consume advisory topics."), rights.Explain(Bob, Destination.Topic("ActiveMQ.Advisory.Connection"), DestinationAction.Read));
        Assert.Equal(new(true, "Rights are not checked."), new DestinationRights(new()).Explain(Bob, Destination.Queue("x"), DestinationAction.Write));
    }

    [Fact]
    public void Allows_ManyNames_AnswersAllTheSame()
    {
        var rights = Enabled(new AuthorizationEntry { Queue = "A.>", Write = "sales" });
        for (var i = 0; i < 11_000; i++) Assert.True(rights.Allows(Ann, Destination.Queue($"A.{i}"), DestinationAction.Write));
        Assert.False(rights.Allows(Ann, Destination.Queue("B"), DestinationAction.Write));
    }

    private static DestinationRights Enabled(params AuthorizationEntry[] entries) => new(new() { Enabled = true, Entries = entries });
}
