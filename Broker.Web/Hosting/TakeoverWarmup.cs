using System.Reflection;
using System.Runtime.CompilerServices;
using Broker.Core.Availability;
using Broker.Core.Hosting;
using Broker.Storage.Memory;

namespace Broker.Web.Hosting;

/// <summary>
/// Compiles what a takeover runs while the node is a slave and has nothing to do; the first takeover of a process would pay for it
/// otherwise, and a switchover takes less time than that.
/// </summary>
internal sealed class TakeoverWarmup(NodeState node) : BackgroundService
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // The engine and its stores.
    private static readonly Assembly[] Assemblies = [typeof(BrokerService).Assembly, typeof(MemoryPersistenceAdapter).Assembly];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await node.WhenAsync(BrokerRole.Slave, stoppingToken);
        new Thread(() => Compile(stoppingToken)) { IsBackground = true, Priority = ThreadPriority.Lowest, Name = "takeover warm-up" }.Start();
    }

    /// <returns>How many methods were compiled.</returns>
    internal static int Compile(CancellationToken stoppingToken)
    {
        var compiled = 0;
        foreach (var method in Assemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(MethodsOf))
        {
            if (stoppingToken.IsCancellationRequested) break;
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
            compiled++;
        }

        return compiled;
    }

    // A generic one is compiled for each use of it.
    private static IEnumerable<MethodBase> MethodsOf(Type type) => type.ContainsGenericParameters
        ? []
        : type.GetMethods(Own).Concat<MethodBase>(type.GetConstructors(Own))
            .Where(static method => !method.IsAbstract && !method.ContainsGenericParameters && !method.Attributes.HasFlag(MethodAttributes.PinvokeImpl));
}
