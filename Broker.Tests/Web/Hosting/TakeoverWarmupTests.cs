using Broker.Web.Hosting;

namespace Broker.Tests.Web.Hosting;

public sealed class TakeoverWarmupTests
{
    [Fact]
    public void Compile_WholeEngine_NothingRefuses() => Assert.InRange(TakeoverWarmup.Compile(CancellationToken.None), 1000, int.MaxValue);

    [Fact]
    public void Compile_Stopping_EndsAtOnce() => Assert.Equal(0, TakeoverWarmup.Compile(new(canceled: true)));
}
