namespace Broker.Tests.Architecture;

/// <summary>Which room may use which, read from a drawing: one line for each room, "Room ─► Other, Another".</summary>
/// <remarks>
/// A room is a namespace below the root with all that lies in it. "Protocols/*" draws each namespace in Protocols as a room of
/// its own, which may use Protocols and no sibling. An arrow to Protocols reaches them all.
/// </remarks>
internal sealed class RoomPlan
{
    private readonly string _root;
    private readonly string[] _forAll;
    private readonly Dictionary<string, string[]> _arrows = new(StringComparer.Ordinal);

    /// <param name="root">The namespace that the rooms lie in.</param>
    /// <param name="drawing">The arrows.</param>
    /// <param name="forAll">Rooms that every room may use, and that use nothing but one another.</param>
    public RoomPlan(string root, string drawing, params string[] forAll)
    {
        _root = root;
        _forAll = forAll;
        foreach (var line in drawing.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var sides = line.Split("─►", StringSplitOptions.TrimEntries);
            _arrows.Add(sides[0], sides.Length == 1 ? [] : sides[1].Split(',', StringSplitOptions.TrimEntries));
        }

        foreach (var room in forAll) _arrows.Add(room, []);
    }

    /// <summary>The room of a namespace; the whole path below the root when no room is drawn for it; null outside the root.</summary>
    public string? RoomOf(string inNamespace)
    {
        if (inNamespace.Equals(_root, StringComparison.Ordinal)) return "";
        if (!inNamespace.StartsWith($"{_root}.", StringComparison.Ordinal)) return null;
        var path = inNamespace[(_root.Length + 1)..].Replace('.', '/');
        for (var room = path; room.Length > 0; room = Parent(room))
        {
            if (IsDrawn(room)) return room;
        }

        return path;
    }

    /// <summary>A sentence for each reference that no arrow allows, and for each room that is not drawn.</summary>
    public IReadOnlyList<string> Violations(IEnumerable<TypeReference> references)
    {
        var violations = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var reference in references)
        {
            if (RoomOf(reference.FromNamespace) is not { } from) continue;
            if (!IsDrawn(from)) violations.Add($"'{from}' is no room of {_root}: see {reference.From}.");
            if (RoomOf(reference.ToNamespace) is { } to && !Allows(from, to))
            {
                violations.Add($"{from} may not use {to}: {reference.From} names {reference.To}.");
            }
        }

        return [.. violations];
    }

    private bool Allows(string from, string to) =>
        LiesIn(from, to)
        || _forAll.Contains(to, StringComparer.Ordinal)
        || Arrows(from).Any(target => LiesIn(to, target));

    private bool IsDrawn(string room) => _arrows.ContainsKey(room) || (room.Contains('/', StringComparison.Ordinal) && _arrows.ContainsKey($"{Parent(room)}/*"));

    private string[] Arrows(string room) =>
        _arrows.TryGetValue(room, out var arrows) || _arrows.TryGetValue($"{Parent(room)}/*", out arrows) ? arrows : [];

    private static string Parent(string room) => room.LastIndexOf('/') is var end and >= 0 ? room[..end] : "";

    private static bool LiesIn(string room, string outer) =>
        room.Equals(outer, StringComparison.Ordinal) || room.StartsWith($"{outer}/", StringComparison.Ordinal);
}
