using Broker.Core.Messages;

namespace Broker.Storage.Commits;

/// <summary>The largest sequence stored for each producer; forgets those that have not sent for longest.</summary>
internal sealed class ProducerTable
{
    /// <summary>So many are kept at least.</summary>
    public const int Kept = 65_536;

    private readonly Lock _gate = new();
    private readonly Dictionary<ProducerId, Mark> _marks = [];
    private ProducerId? _lastProducer;
    private Mark? _lastMark;
    private long _clock;

    public void Note(ProducerId producer, long sequence)
    {
        lock (_gate)
        {
            var mark = FindOrAdd(producer);
            mark.Touched = ++_clock;
            if (sequence > mark.Sequence) mark.Sequence = sequence;
        }
    }

    /// <returns>-1 for one unknown.</returns>
    public long Find(ProducerId producer)
    {
        lock (_gate)
        {
            return _marks.TryGetValue(producer, out var mark) ? mark.Sequence : -1;
        }
    }

    /// <summary>All marks, longest unused first.</summary>
    public List<KeyValuePair<ProducerId, long>> Snapshot()
    {
        lock (_gate)
        {
            return [.. _marks.OrderBy(pair => pair.Value.Touched).Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Sequence))];
        }
    }

    private Mark FindOrAdd(ProducerId producer)
    {
        if (ReferenceEquals(producer, _lastProducer)) return _lastMark!;
        if (!_marks.TryGetValue(producer, out var mark))
        {
            if (_marks.Count >= 2 * Kept) ForgetHalf();
            _marks.Add(producer, mark = new Mark());
        }

        _lastProducer = producer;
        _lastMark = mark;
        return mark;
    }

    private void ForgetHalf()
    {
        foreach (var (producer, _) in _marks.OrderBy(pair => pair.Value.Touched).Take(_marks.Count - Kept).ToList())
        {
            _marks.Remove(producer);
        }
    }

    private sealed class Mark
    {
        public long Sequence { get; set; } = -1;

        public long Touched { get; set; }
    }
}
