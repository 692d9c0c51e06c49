namespace Broker.Tests.Codec;

/// <summary>One line of openwire-vectors.txt.</summary>
/// <param name="Version">Protocol version; 0 for the offer, which has none.</param>
/// <param name="JavaClass">What the recording client calls it.</param>
/// <param name="Bytes">The frame with its size prefix.</param>
public sealed record GoldenFrame(int Version, string JavaClass, byte[] Bytes)
{
    private static readonly Lazy<IReadOnlyList<GoldenFrame>>[] _recorded =
        [.. Enumerable.Range(0, 4).Select(i => new Lazy<IReadOnlyList<GoldenFrame>>(() => Load(new WireMode((i & 2) != 0, (i & 1) != 0).ToString())))];

    /// <summary>Every recorded frame in loose encoding with the cache off.</summary>
    public static IReadOnlyList<GoldenFrame> Loose => Recorded(default);

    /// <summary>
    /// Every recorded frame of a mode. With the cache on, the frames of one version are one stream: what an earlier one numbered, a later one
    /// names.
    /// </summary>
    public static IReadOnlyList<GoldenFrame> Recorded(WireMode mode) => _recorded[(mode.Tight ? 2 : 0) + (mode.Cached ? 1 : 0)].Value;

    /// <summary>The offer of the recording client.</summary>
    public static GoldenFrame Offer => Loose.Single(frame => frame.Version == 0);

    public static IEnumerable<GoldenFrame> Of(string javaClass, int version) =>
        Loose.Where(frame => frame.Version == version && string.Equals(frame.JavaClass, javaClass, StringComparison.Ordinal));

    public override string ToString() => $"v{Version} {JavaClass} {Convert.ToHexStringLower(Bytes)}";

    private static List<GoldenFrame> Load(string mode)
    {
        using var stream = typeof(GoldenFrame).Assembly.GetManifestResourceStream("openwire-vectors.txt")!;
        using var reader = new StreamReader(stream);
        var frames = new List<GoldenFrame>();
        while (reader.ReadLine() is { } line)
        {
            var columns = line.Split(' ');
            if (line.StartsWith('#') || !string.Equals($"{columns[1]} {columns[2]}", mode, StringComparison.Ordinal)) continue;
            var version = columns[0] is "W" ? 0 : int.Parse(columns[0], System.Globalization.CultureInfo.InvariantCulture);
            frames.Add(new GoldenFrame(version, columns[3], Convert.FromHexString(columns[4])));
        }

        return frames;
    }
}
