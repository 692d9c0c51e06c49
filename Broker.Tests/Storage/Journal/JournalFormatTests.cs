using System.Runtime.CompilerServices;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Encodings;
using Broker.Storage.Journal;

namespace Broker.Tests.Storage.Journal;

/// <summary>Numbers that reach the disk: whoever changes one of these breaks every journal there is.</summary>
public sealed class JournalFormatTests
{
    [Fact]
    public void RecordTypes_Numbers_AreFrozen() => Assert.Equal(
        "Add=1 Remove=2 RemoveAll=3 DestinationAdd=4 DestinationRemove=5 SubscriptionAdd=6 SubscriptionRemove=7 Move=8 Batch=9 DeliveryMark=10 "
        + "JobPut=11 JobRemove=12 JobMove=13 Prepare=14 PreparedEnd=15",
        Numbers<JournalRecordType>());

    [Fact]
    public void CheckpointBlocks_Numbers_AreFrozen() => Assert.Equal(
        "Header=1 Destination=2 Subscription=3 Producers=4 Entries=5 End=6 DeliveryMarks=7 Jobs=8 Prepared=9", Numbers<CheckpointBlock>());

    [Fact]
    public void MessageFields_Numbers_AreFrozen() => Assert.Equal(
        "None=0 Persistent=1 Compressed=2 Droppable=4 GroupFirstForConsumer=8 ReceivedByBridge=16 IdProducer=32 Producer=64 "
        + "SameProducer=128 TextView=256 Destination=512 OriginalDestination=1024 Transaction=2048 OriginalTransaction=4096 "
        + "CorrelationId=8192 ReplyTo=16384 Type=32768 GroupId=65536 UserId=131072 Properties=262144 Blob=524288 BrokerPath=1048576 "
        + "Cluster=2097152 TargetConsumer=4194304 Counters=8388608 Times=16777216 Content=33554432",
        Numbers<MessageFields>());

    [Fact]
    public void Messages_Numbers_AreFrozen() => Assert.Equal(
        "Queue=0 Topic=1 TemporaryQueue=2 TemporaryTopic=3 | Plain=0 Bytes=1 Map=2 Object=3 Stream=4 Text=5 Blob=6",
        $"{Numbers<DestinationKind>()} | {Numbers<MessageKind>()}");

    [Fact]
    public void IndexEntry_Layout_IsFrozen()
    {
        var entry = new IndexEntry(new MessageFacts(0x010203, 5, 0x11, 0x22), new JournalLocation(0x33, 0x44), 0x55, transient: false);
        Assert.Equal(32, Unsafe.SizeOf<IndexEntry>());
        Assert.Equal(
            "0503020100000000" + "4400000033000000" + "1100000000000000" + "22000000" + "55000000",
            Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<IndexEntry>(in entry))));
    }

    [Fact]
    public void Record_Checksum_HoldsOnlyInItsPlace()
    {
        var record = CatalogueRecords.DestinationAdd(1, Destination.Queue("A"));
        JournalRecord.Seal(record, [], new JournalLocation(3, 64));
        Assert.Equal("0E000000312E8FBA04000200" + "0141", Convert.ToHexString(record));
        Assert.True(JournalRecord.IsValid(record, new JournalLocation(3, 64)));
        Assert.False(JournalRecord.IsValid(record, new JournalLocation(4, 64)));
        Assert.False(JournalRecord.IsValid(record, new JournalLocation(3, 65)));
    }

    [Fact]
    public void BranchOperations_Layout_IsFrozen()
    {
        var message = new Message { Destination = Destination.Queue("A"), Id = new MessageId(new ProducerId("C", 1, 2), 3), Persistent = true, Priority = 4, Content = [0xFF] };
        var branch = new PreparedBranch(
            new XaTransactionId(-1, [1], [2]), DateTimeOffset.UnixEpoch, [new PreparedSend(message.Destination, message, "S")],
            [new PreparedRemoval(null!, new MessageKey(5, 6, 7, Persistent: true, Expires: true))]);
        var operations = BranchOperations.Encode(branch, _ => 8);
        Assert.StartsWith("01" + "000141" + "010153" + "04" + "00", Convert.ToHexString(operations), StringComparison.Ordinal);
        Assert.EndsWith("FF" + "02" + "10" + "05" + "06" + "07" + "03", Convert.ToHexString(operations), StringComparison.Ordinal);
    }

    [Fact]
    public void BranchOperations_UnknownKind_NamesTheBranchAndTheWayOut()
    {
        var id = new XaTransactionId(1, [2], [3]);
        var error = Assert.Throws<StoreException>(() => BranchOperations.Decode(id, DateTimeOffset.UnixEpoch, [99], _ => null));
        Assert.Contains(id.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains("kind 99, which a newer broker wrote", error.Message, StringComparison.Ordinal);
    }

    private static string Numbers<T>()
        where T : struct, Enum => string.Join(' ', Enum.GetValues<T>().Select(value => $"{value}={Convert.ToUInt32(value, System.Globalization.CultureInfo.InvariantCulture)}"));
}
