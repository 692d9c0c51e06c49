using System.Collections.Frozen;

namespace Broker.Web.Components.Layout;

/// <summary>The console's own icons: one stroke path each, on a grid of 24.</summary>
internal static class Icons
{
    private const string Circle = "M21 12a9 9 0 1 1-18 0a9 9 0 0 1 18 0z";

    private static readonly FrozenDictionary<string, string> Paths = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["overview"] = "M4 13h6V4H4zM14 20h6v-9h-6zM4 20h6v-3H4zM14 7h6V4h-6z",
        ["queue"] = "M4 5h16M4 5v4h16V5M4 12h16M4 16h10M4 20h10M18 15v6M15.500 18.500L18 21l2.500-2.500",
        ["transaction"] = "M4 7h9M4 12h6M4 17h9M15 12l2.500 2.500L22 10",
        ["availability"] = "M3 4h9v7H3zM12 13h9v7h-9zM16 10V7.500h-2.500M16 10l-2-2M16 10l2-2M8 14v2.500h2.500",
        ["switch"] = "M4 8h15M15.500 4.500L19 8l-3.500 3.500M20 16H5M8.500 12.500L5 16l3.500 3.500",
        ["external"] = "M10 5H5v14h14v-5M13 5h6v6M19 5l-8 8",
        ["menu"] = "M4 7h16M4 12h16M4 17h16",
        ["alarm"] = "M6 16v-5a6 6 0 0 1 12 0v5l2 2H4zM10 21h4",
        ["language"] = Circle + "M3 12h18M12 3c3 2.500 3.500 6 3.500 9s-.500 6.500-3.500 9c-3-2.500-3.500-6-3.500-9s.500-6.500 3.500-9z",
        ["theme"] = Circle + "M12 3v18M12 7l6.500-1M12 12h9M12 17l6.500 1",
        ["user"] = "M16 8a4 4 0 1 1-8 0a4 4 0 0 1 8 0zM4 21c.500-4.500 3.500-6.500 8-6.500s7.500 2 8 6.500",
        ["sign-out"] = "M10 4H5v16h5M14 8l4 4l-4 4M9 12h9",
        ["good"] = Circle + "M8 12.500l2.700 2.700L16 9.500",
        ["information"] = Circle + "M12 11v6M12 7.500v.010",
        ["attention"] = "M12 4L2.500 20h19zM12 10v5M12 17.500v.010",
        ["bad"] = "M8 3h8l5 5v8l-5 5H8l-5-5V8zM9 9l6 6M15 9l-6 6",
        ["waiting"] = Circle + "M12 7v5l3.500 2",
        ["stopping"] = Circle + "M9 9h6v6H9z",
        ["lost"] = "M4 4l16 16M8.500 16.500a5 5 0 0 1 6-.800M5 12.500a10 10 0 0 1 4-2.500M19 12.500a10 10 0 0 0-5.500-2.900M2 9a15 15 0 0 1 4-2.500M22 9a15 15 0 0 0-11-3.900M12 20v.010",
        ["plus"] = "M12 5v14M5 12h14",
        ["close"] = "M6 6l12 12M18 6L6 18",
        ["pause"] = "M9 5v14M15 5v14",
        ["play"] = "M8 5l11 7l-11 7z",
        ["search"] = "M17 11a6 6 0 1 1-12 0a6 6 0 0 1 12 0zM15.500 15.500L20 20",
        ["refresh"] = "M19.500 12a7.500 7.500 0 1 1-2.200-5.300L20 9.500M20 4v5.500h-5.500",
        ["send"] = "M21 3L3 10.500l7 3.500l3.500 7zM10 14L21 3",
        ["trash"] = "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
        ["purge"] = "M4 20h16M7 16L16.500 5l3.500 3l-9.500 11zM4 13l3 3",
        ["left"] = "M15 5l-7 7l7 7",
        ["right"] = "M9 5l7 7l-7 7",
        ["first"] = "M18 5l-7 7l7 7M6 5v14",
        ["down"] = "M6 9l6 6l6-6",
        ["up"] = "M6 15l6-6l6 6",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static string PathOf(string name) => Paths[name];
}
