using Broker.Core.Messages;
using Broker.Storage.Commits;

namespace Broker.Storage.Database;

/// <summary>The largest sequence stored for each producer; in memory, because who announces a producer must not wait for a database.</summary>
/// <remarks>Changed by the commit thread alone, asked by any. Forgets those that have not sent for longest, but keeps <see cref="ProducerTable.Kept"/>.</remarks>
internal sealed class ProducerMarks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ProducerId, ProducerMark> _marks = [];
    private readonly Dictionary<ProducerKey, ProducerMark> _found = [];
    private readonly List<ProducerMark> _changing = [];
    private ProducerId? _lastProducer;
    private ProducerMark? _lastMark;

    /// <summary>Marks that the tail has and the table has not.</summary>
    public List<ProducerMark> Dirty { get; } = [];

    /// <summary>Enters a mark as opening finds it.</summary>
    public void Restore(in ProducerKey key, long value, long touched, bool dirty)
    {
        lock (_gate)
        {
            if (!_found.TryGetValue(key, out var mark)) _found.Add(key, mark = new ProducerMark(key, ""));
            mark.Value = mark.Next = Math.Max(mark.Value, value);
            mark.Touched = Math.Max(mark.Touched, touched);
            if (!dirty || mark.IsDirty) return;
            mark.IsDirty = true;
            Dirty.Add(mark);
        }
    }

    /// <returns>-1 for one unknown.</returns>
    public long Find(ProducerId producer)
    {
        lock (_gate)
        {
            if (_marks.TryGetValue(producer, out var mark)) return mark.Value;
            return _found.TryGetValue(ProducerKey.Of(producer), out mark) ? mark.Value : -1;
        }
    }

    /// <summary>The group being written has a message of this producer.</summary>
    public void Note(ProducerId producer, long sequence, long now)
    {
        lock (_gate)
        {
            var mark = FindOrAdd(producer);
            mark.Touched = now;
            if (sequence <= mark.Next) return;
            mark.Next = sequence;
            if (mark.IsChanging) return;
            mark.IsChanging = true;
            _changing.Add(mark);
        }
    }

    /// <summary>Calls for every mark that the next tail must have.</summary>
    public void ForEachDirtyOrChanging(Action<ProducerMark> action)
    {
        lock (_gate)
        {
            Dirty.ForEach(action);
            foreach (var mark in _changing)
            {
                if (!mark.IsDirty) action(mark);
            }
        }
    }

    /// <summary>The group is written.</summary>
    /// <param name="flushed">The table of producers has all marks now.</param>
    public void Commit(bool flushed)
    {
        lock (_gate)
        {
            foreach (var mark in _changing)
            {
                mark.Value = mark.Next;
                mark.IsChanging = false;
                if (mark.IsDirty) continue;
                mark.IsDirty = true;
                Dirty.Add(mark);
            }

            _changing.Clear();
            if (!flushed) return;
            Dirty.ForEach(mark => mark.IsDirty = false);
            Dirty.Clear();
            if (_marks.Count + _found.Count > 2 * ProducerTable.Kept) ForgetHalf();
        }
    }

    /// <summary>The group was not written, or is begun anew.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            foreach (var mark in _changing)
            {
                mark.Next = mark.Value;
                mark.IsChanging = false;
            }

            _changing.Clear();
        }
    }

    private ProducerMark FindOrAdd(ProducerId producer)
    {
        if (ReferenceEquals(producer, _lastProducer)) return _lastMark!;
        if (!_marks.TryGetValue(producer, out var mark))
        {
            var key = ProducerKey.Of(producer);
            mark = new ProducerMark(key, producer.ToString());
            if (_found.Remove(key, out var found)) Adopt(mark, found);
            _marks.Add(producer, mark);
        }

        _lastProducer = producer;
        return _lastMark = mark;
    }

    private void Adopt(ProducerMark mark, ProducerMark found)
    {
        mark.Value = mark.Next = found.Value;
        if (!found.IsDirty) return;
        mark.IsDirty = true;
        Dirty[Dirty.IndexOf(found)] = mark;
    }

    // Only after a flush: what is forgotten here is in the table.
    private void ForgetHalf()
    {
        _found.Clear();
        _lastProducer = null;
        foreach (var (producer, _) in _marks.OrderBy(pair => pair.Value.Touched).Take(_marks.Count - ProducerTable.Kept).ToList())
        {
            _marks.Remove(producer);
        }
    }
}
