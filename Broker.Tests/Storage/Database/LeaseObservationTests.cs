using Broker.Storage.Database;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Storage.Database;

public sealed class LeaseObservationTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private readonly ManualTime _time = new();
    private readonly LeaseObservation _observation;

    public LeaseObservationTests() => _observation = new LeaseObservation(Lease, _time);

    [Fact]
    public void HasRunOut_FirstLook_TheDatabasesClockDecides()
    {
        Assert.False(Look(renewals: 1));
        Assert.True(Look(renewals: 1, hasExpired: true));
    }

    [Fact]
    public void HasRunOut_SeenToRenew_TheDatabasesClockIsNotBelieved()
    {
        Look(renewals: 1);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(Look(renewals: 2, hasExpired: true));
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(Look(renewals: 2, hasExpired: true));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(Look(renewals: 2, hasExpired: true));
    }

    [Fact]
    public void HasRunOut_RowStoodStillForALease_RunOutWhateverTheDatabasesClockSays()
    {
        Assert.False(Look(renewals: 1));
        _time.Advance(Lease - TimeSpan.FromTicks(1));
        Assert.False(Look(renewals: 1));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(Look(renewals: 1));
    }

    [Fact]
    public void HasRunOut_ChangedSinceALookLongAgo_ProvesNoLife()
    {
        Look(renewals: 1);
        _time.Advance(2 * Lease);
        Assert.True(Look(renewals: 2, hasExpired: true));
    }

    private bool Look(long renewals, bool hasExpired = false)
    {
        var row = new LeaseRow("group", 1, 1, "a", Guid.Empty, renewals, null, null, hasExpired, IsReserved: false);
        return _observation.HasRunOut(row, _time.GetTimestamp(), _time.GetTimestamp());
    }
}
