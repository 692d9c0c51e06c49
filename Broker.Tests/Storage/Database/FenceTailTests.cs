using Broker.Core.Messages;
using Broker.Storage.Database;

namespace Broker.Tests.Storage.Database;

/// <summary>The tail of the fence row and the numbers of lanes are in users' databases: they never change.</summary>
public sealed class FenceTailTests
{
    [Fact]
    public void Read_TailOfVersionOne_Understood()
    {
        var lanes = new List<(long, LaneFigures)>();
        var producers = new List<(ProducerKey, long, long)>();
        var key = ProducerKey.Of(new ProducerId("ID:a", 1, 2));
        var bytes = new byte[32];
        key.Write(bytes);
        var tail = Convert.FromHexString("01" + "02" + "58" + "04" + "D00F" + "00" + "0E" + "02" + "00" + "00" + "0C" + "00" + "01" + Convert.ToHexString(bytes) + "12" + "14");
        FenceTail.Read(tail, (lane, figures) => lanes.Add((lane, figures)), (producer, value, touched) => producers.Add((producer, value, touched)));
        Assert.Equal([(44, new LaneFigures(2, 1000, 0, 7)), (1, new LaneFigures(0, 0, 6, 0))], lanes);
        Assert.Equal([(key, 9, 10)], producers);
    }

    [Fact]
    public void Read_LaterVersion_Refused() =>
        Assert.Throws<FormatException>(() => FenceTail.Read([2, 0, 0], (_, _) => { }, (_, _, _) => { }));

    [Fact]
    public void LaneNumber_StoreAndPriority_AsInTheTables()
    {
        Assert.Equal(74, LaneNumber.Of(7, 4, transient: false));
        Assert.Equal(-75, LaneNumber.Of(7, 4, transient: true));
        Assert.Equal((7, 4), (LaneNumber.StoreOf(-75), LaneNumber.PriorityOf(-75)));
        Assert.Equal((7, 4), (LaneNumber.StoreOf(74), LaneNumber.PriorityOf(74)));
    }
}
