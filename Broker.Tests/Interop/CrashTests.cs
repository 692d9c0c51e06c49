using System.Globalization;
using Broker.Tests.Fixtures;
using Xunit.Abstractions;

namespace Broker.Tests.Interop;

/// <summary>
/// A broker that is killed under load, over and over: what it answered is there afterwards, and what was acknowledged with an
/// answer is not. <c>CRASH_ROUNDS</c> sets the number of kills, <c>CRASH_SEED</c> repeats their timing.
/// </summary>
[Collection(ProcessesCollection.Name)]
[Trait("Category", "Crash")]
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int DefaultRounds = 5;

    /// <summary>Most automatic acknowledgements on their way at once: no more than the client's prefetch.</summary>
    private const int UnansweredAcknowledgements = 1000;

    [Fact]
    public Task Kill_UnderLoad_KeepsWhatWasAnsweredAndNothingElse() => InterruptAsync(broker => broker.KillAsync());

    [Fact]
    public Task Stop_UnderLoad_FailoverClientsGoOn() => InterruptAsync(broker => broker.StopAsync(), rounds: 1);

    private async Task InterruptAsync(Func<BrokerProcess, Task> interrupt, int? rounds = null)
    {
        var count = rounds ?? Setting("CRASH_ROUNDS", DefaultRounds);
        var seed = Setting("CRASH_SEED", Environment.TickCount);
        output.WriteLine($"{count} rounds, CRASH_SEED={seed}");
        var random = new Random(seed);
        await using var broker = await BrokerProcess.StartAsync();
        await using var load = await FailoverLoad.StartAsync(broker);
        for (var round = 0; round < count; round++)
        {
            await load.MoreAnsweredAsync(100);
            await load.RunForAsync(TimeSpan.FromMilliseconds(random.Next(1500)));
            await interrupt(broker);
            await broker.RestartAsync();
        }
        await load.MoreAnsweredAsync(100);
        var report = await load.StopAndVerifyAsync();
        output.WriteLine(report.Text);
        Assert.True(report.Passed, report.Text);
        Assert.True(report.Committed > 0, report.Text);
        Assert.InRange(report.AutoDeepest, 0, UnansweredAcknowledgements);
    }

    private static int Setting(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
