using Broker.Web.Formatting;
using FsCheck;
using FsCheck.Fluent;

namespace Broker.Tests.Web.Formatting;

public sealed class QueueAddressTests
{
    [Theory]
    [InlineData("orders.paid", "/queues/orders.paid")]
    [InlineData("a/b?c+d e%~", "/queues/a~002Fb~003Fc~002Bd~0020e~0025~007E")]
    [InlineData("..", "/queues/~002E~002E")]
    [InlineData("仓", "/queues/%E4%BB%93")]
    [InlineData("\ud83d\ude00", "/queues/%F0%9F%98%80")]
    public void For_Name_OneSegment(string name, string expected) => Assert.Equal(expected, QueueAddress.For(name));

    [Fact]
    public void For_LoneSurrogate_Escaped() => Assert.Equal("/queues/~D83Dx", QueueAddress.For("\ud83dx"));

    [Fact]
    public void Decode_AnyEncodedName_SameName() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(),
        static name => QueueAddress.Decode(Uri.UnescapeDataString(QueueAddress.Encode(name.Get))) == name.Get).QuickCheckThrowOnFailure();
}
