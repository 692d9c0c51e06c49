namespace Broker.Tests.Core.Availability;

/// <summary>The real election in thousands of schedules of trouble, in virtual time.</summary>
/// <remarks>A failure names its seed; the same seed is the same schedule.</remarks>
public sealed class LeaseSimulationTests
{
    private const int Schedules = 1500;

    [Fact]
    public async Task Election_DelaysLossesPausesOutages_NeverTwoAnswerAndOneServesAfterwards()
    {
        var (accepted, epochs) = (0L, 0L);
        for (var seed = 1; seed <= Schedules; seed++)
        {
            var simulation = await RunAsync(seed, clockJumps: false);
            accepted += simulation.Accepted;
            epochs += simulation.Epochs;
        }

        // The schedules are no idle ones.
        Assert.True(epochs > Schedules * 3, $"{epochs} tenures.");
        Assert.True(accepted > Schedules * 20, $"{accepted} writes.");
    }

    [Fact]
    public async Task Election_ClockOfTheStoreJumps_OlderMasterIsRefusedAndOneServesAfterwards()
    {
        var (doubles, refused) = (0L, 0L);
        for (var seed = 1; seed <= Schedules; seed++)
        {
            var simulation = await RunAsync(-seed, clockJumps: true);
            doubles += simulation.Doubles;
            refused += simulation.Refused;
        }

        // The case that the fence is for did come about.
        Assert.True(doubles > 0 && refused > 0, $"{doubles} moments with two masters, {refused} writes refused.");
    }

    [Fact]
    public async Task Schedule_SameSeed_IsTheSame()
    {
        foreach (var seed in (int[])[1, 2, 3])
        {
            Assert.Equal((await RunAsync(seed, clockJumps: true)).Trace, (await RunAsync(seed, clockJumps: true)).Trace);
        }
    }

    // On a thread without a synchronization context: continuations run where their event happens.
    private static Task<LeaseSimulation> RunAsync(int seed, bool clockJumps) => Task.Run(async () =>
    {
        try
        {
            var simulation = new LeaseSimulation(seed, clockJumps);
            await simulation.RunAsync();
            return simulation;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {seed}: {e.Message}", e);
        }
    });
}
