namespace Broker.Tests.Architecture;

/// <summary>Proves that the checker of <see cref="RoomTests"/> sees a wrong arrow, in every way a type can name another.</summary>
public sealed class RoomPlanTests
{
    private const string Samples = "Broker.Tests.Architecture.Samples";

    private static readonly IReadOnlyCollection<TypeReference> Compiled = TypeReferences.Read(typeof(RoomPlanTests).Assembly.Location);

    [Theory]
    [InlineData("Base")]
    [InlineData("Interface")]
    [InlineData("Field")]
    [InlineData("Property")]
    [InlineData("Parameter")]
    [InlineData("Constraint`1")]
    [InlineData("Marked")]
    [InlineData("MarkedMember")]
    [InlineData("Call")]
    [InlineData("ReadField")]
    [InlineData("Creation")]
    [InlineData("Cast")]
    [InlineData("TypeOf")]
    [InlineData("TypeArgument")]
    [InlineData("Catch")]
    [InlineData("Lambda")]
    [InlineData("AsyncMethod")]
    [InlineData("Iterator")]
    public void Violations_CompiledTypeNamesForbiddenRoom_Reported(string type)
    {
        var plan = new RoomPlan(Samples, "Above\nBelow");
        Assert.Contains(plan.Violations(Compiled), violation => violation.StartsWith($"Above may not use Below: {type} names ", StringComparison.Ordinal));
    }

    [Fact]
    public void Violations_CompiledTypeNamesNothing_NotReported() =>
        Assert.DoesNotContain(new RoomPlan(Samples, "Above\nBelow").Violations(Compiled), violation => violation.Contains("Innocent", StringComparison.Ordinal));

    [Fact]
    public void Violations_ArrowAllows_None() => Assert.Empty(new RoomPlan(Samples, "Above ─► Below\nBelow").Violations(Compiled));

    [Fact]
    public void Violations_RoomForAll_None() => Assert.Empty(new RoomPlan(Samples, "Above", "Below").Violations(Compiled));

    [Fact]
    public void Violations_ArrowPointsTheOtherWay_Reported() => Assert.NotEmpty(new RoomPlan(Samples, "Above\nBelow ─► Above").Violations(Compiled));

    [Fact]
    public void Violations_RoomNotDrawn_Reported() =>
        Assert.Contains(new RoomPlan(Samples, "Above ─► Below").Violations(Compiled), violation => violation.StartsWith("'Below' is no room", StringComparison.Ordinal));

    [Theory]
    [InlineData("R.A", "R.A.Deep", true)] // a room and what lies in it are one
    [InlineData("R.A.Deep", "R.A.Other", true)]
    [InlineData("R.A", "R.P", true)]
    [InlineData("R.A", "R.P.One", true)] // an arrow to a room reaches the rooms in it
    [InlineData("R.A", "R.C", false)] // arrows are not followed further
    [InlineData("R.B", "R.P.One.Deep", true)]
    [InlineData("R.B", "R.P.Two", false)]
    [InlineData("R.P.One", "R.P.Two", false)] // siblings
    [InlineData("R.P.One", "R.P", true)]
    [InlineData("R.P.One", "R.C", true)]
    [InlineData("R.P", "R.P.One", false)]
    [InlineData("R.C", "R.A", false)]
    [InlineData("R.C", "R.M", true)]
    [InlineData("R.M", "R.C", false)]
    [InlineData("R.C", "R.Missing", false)]
    [InlineData("R.C", "System", true)]
    [InlineData("Other", "R.A", true)]
    public void Violations_Drawing_ReadAsWritten(string from, string to, bool allowed)
    {
        var plan = new RoomPlan("R", "A ─► B, P\nB ─► P/One\nP/* ─► C\nP\nC", "M");
        Assert.Equal(allowed, plan.Violations([new TypeReference(from, "X", "R", to, "Y")]).Count == 0);
    }
}
