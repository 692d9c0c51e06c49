using System.Runtime.CompilerServices;

namespace Broker.Tests.Fixtures;

/// <summary>Gives the test process more threads than it has processors from the start.</summary>
/// <remarks>
/// Tests of a database call its driver synchronously, many at a time. The pool grows by a thread or two a second, and until it has, what other
/// tests wait for stands in its queue for longer than their deadlines.
/// </remarks>
internal static class PoolThreads
{
    private const int Least = 64;

    [ModuleInitializer]
    internal static void Raise() => ThreadPool.SetMinThreads(Least, Least);
}
