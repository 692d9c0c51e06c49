namespace Broker.Storage.Database;

/// <summary>The number under which a store's messages of one priority lie together, in the order of their sequences.</summary>
/// <remarks>
/// Persistent messages: store id * 10 + priority. Those that need not survive: -(that) - 1, so that a later tenure knows them by
/// their sign. The numbers are in the tables: never change the rule.
/// </remarks>
internal static class LaneNumber
{
    public const int Priorities = 10;

    public static long Of(int store, byte priority, bool transient)
    {
        var number = ((long)store * Priorities) + priority;
        return transient ? -number - 1 : number;
    }

    public static int StoreOf(long lane) => (int)((lane < 0 ? -lane - 1 : lane) / Priorities);

    public static byte PriorityOf(long lane) => (byte)((lane < 0 ? -lane - 1 : lane) % Priorities);
}
