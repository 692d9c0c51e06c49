using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Broker.Benchmarks;

/// <summary>Runs the benchmarks named on the command line, in this process: nothing is generated and built on the way. Or, after "jobs", a backlog of them; after "schedule", how exactly they are delivered.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is ["schedule"]) return await SchedulePrecision.RunAsync(Console.Out);
        if (arguments is ["jobs", .. var rest])
        {
            await JobBacklog.RunAsync(rest);
            return 0;
        }

        var isShort = arguments.Contains("--short", StringComparer.Ordinal);
        var job = (isShort ? Job.ShortRun : Job.Default).WithToolchain(InProcessEmitToolchain.Instance);
        var config = ManualConfig.Create(DefaultConfig.Instance).AddJob(job);
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. arguments.Where(argument => argument is not "--short")], config);
        return 0;
    }
}
