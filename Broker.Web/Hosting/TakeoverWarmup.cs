using System.Reflection;
using System.Runtime.CompilerServices;
using Broker.Core.Hosting;
using Broker.Storage.Memory;
using MySql.Data.MySqlClient;

namespace Broker.Web.Hosting;

/// <summary>
/// Compiles what a takeover runs while the node is a slave and has nothing to do; the first takeover of a process would pay for it
/// otherwise, and a switchover takes less time than that.
/// </summary>
internal sealed class TakeoverWarmup(NodeState node) : BackgroundService
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // The engine, its stores, and the driver of one of them.
    private static readonly Assembly[] Assemblies = [typeof(BrokerService).Assembly, typeof(MemoryPersistenceAdapter).Assembly, typeof(MySqlConnection).Assembly];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await node.WhenAsync(BrokerRole.Slave, stoppingToken);
        new Thread(() => Compile(stoppingToken)) { IsBackground = true, Priority = ThreadPriority.Lowest, Name = "takeover warm-up" }.Start();
    }

    /// <returns>How many methods were compiled.</returns>
    internal static int Compile(CancellationToken stoppingToken)
    {
        var compiled = 0;
        foreach (var method in Assemblies.SelectMany(TypesOf).SelectMany(MethodsOf))
        {
            if (stoppingToken.IsCancellationRequested) break;
            compiled += TryCompile(method) ? 1 : 0;
        }

        return compiled;
    }

    // The driver has types that need packages we leave out.
    private static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return e.Types.OfType<Type>();
        }
    }

    private static bool TryCompile(MethodBase method)
    {
        try
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
            return true;
        }
        catch (Exception e) when (e is TypeLoadException or IOException or MissingMemberException or PlatformNotSupportedException)
        {
            // The driver's parts for other systems, which are not run here either.
            return false;
        }
    }

    // A generic one is compiled for each use of it; those of delegates the runtime makes itself.
    private static IEnumerable<MethodBase> MethodsOf(Type type) => type.ContainsGenericParameters
        ? []
        : type.GetMethods(Own).Concat<MethodBase>(type.GetConstructors(Own))
            .Where(static method => !method.IsAbstract && !method.ContainsGenericParameters && !method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)
                && (method.GetMethodImplementationFlags() & MethodImplAttributes.CodeTypeMask) == MethodImplAttributes.IL);
}
