using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Encodings;

namespace Broker.Storage.Database;

/// <summary>Reads rows of one store's lanes on one session, and makes messages of those that are alive.</summary>
internal sealed class StorePage(DatabaseSession session, DatabaseMessageStore store, PageBounds bounds)
{
    private readonly StatementText _text = new();
    private readonly MessageDecoder _decoder = new();

    /// <summary>The last sequence of the rows read, alive or not.</summary>
    public long Last { get; private set; }

    /// <summary>Adds the next messages, lowest sequence first.</summary>
    /// <returns>Rows read, dead ones among them; fewer than the limit only at the end.</returns>
    public int Read(long after, int limit, int mostMessages, ref long bytesLeft, List<Message> found)
    {
        if (bounds.Lanes.Count == 0) return 0;
        if (bounds.Lanes.Count > 1) return ReadSeveral(after, limit, mostMessages, ref bytesLeft, found);
        var (lane, dead) = bounds.Lanes[0];
        AddSelect(lane, Math.Max(after, dead), bounds.Through, limit);
        var left = bytesLeft;
        var rows = Take(lane, found, mostMessages, ref left);
        bytesLeft = left;
        return rows;
    }

    /// <summary>Adds messages whose time is over, wherever they stand.</summary>
    public void ReadExpired(long now, int limit, List<Message> found)
    {
        foreach (var (lane, dead) in bounds.Lanes)
        {
            var after = long.MinValue;
            var afterSequence = 0L;
            for (var more = true; more && found.Count < limit;)
            {
                var places = new List<long>();
                _text.Clear().Add("SELECT expires,sequence FROM broker_expiration WHERE lane="u8).Add(lane)
                    .Add(" AND expires<="u8).Add(now).Add(" AND (expires,sequence)>("u8).Add(after).Add(","u8).Add(afterSequence)
                    .Add(") ORDER BY expires,sequence LIMIT "u8).Add(limit);
                session.Query(_text.ToString(), row =>
                {
                    after = row.GetInt64(0);
                    afterSequence = row.GetInt64(1);
                    if (afterSequence > dead && afterSequence <= bounds.Through) places.Add(afterSequence);
                    else places.Add(0);
                });
                more = places.Count == limit;
                places.RemoveAll(static sequence => sequence == 0);
                places.RemoveAll(store.IsRemoved);
                if (places.Count == 0) continue;
                _text.Clear();
                AddColumns(lane);
                _text.Add(" AND m.sequence IN("u8);
                for (var i = 0; i < places.Count; i++) _text.Add(i == 0 ? ""u8 : ","u8).Add(places[i]);
                _text.Add(")ORDER BY m.sequence"u8);
                var unbounded = long.MaxValue;
                Take(lane, found, limit, ref unbounded);
            }
        }
    }

    // First only the keys, over all lanes, then the rows of each lane in one stretch: bodies never pass through a sort.
    private int ReadSeveral(long after, int limit, int mostMessages, ref long bytesLeft, List<Message> found)
    {
        var keys = ReadKeys(after, limit);
        if (keys.Count == 0) return 0;
        Last = keys[^1].Sequence;
        var read = new List<Message>(keys.Count);
        foreach (var (lane, _) in bounds.Lanes)
        {
            long first = 0;
            long last = 0;
            foreach (var key in keys)
            {
                if (key.Lane != lane) continue;
                if (first == 0) first = key.Sequence;
                last = key.Sequence;
            }

            if (first == 0) continue;
            AddSelect(lane, first - 1, last, limit);
            var unbounded = long.MaxValue;
            var end = Last;
            Take(lane, read, int.MaxValue, ref unbounded);
            Last = end;
        }

        read.Sort(static (one, other) => one.Sequence.CompareTo(other.Sequence));
        foreach (var message in read)
        {
            if (bytesLeft <= 0 || found.Count >= mostMessages) break;
            found.Add(message);
            bytesLeft -= message.SizeBytes;
        }

        return keys.Count;
    }

    private List<(long Lane, long Sequence)> ReadKeys(long after, int limit)
    {
        _text.Clear();
        for (var i = 0; i < bounds.Lanes.Count; i++)
        {
            var (lane, dead) = bounds.Lanes[i];
            _text.Add(i == 0 ? "(SELECT "u8 : ")UNION ALL(SELECT "u8).Add(lane)
                .Add(" AS lane,sequence FROM broker_message WHERE lane="u8).Add(lane)
                .Add(" AND sequence>"u8).Add(Math.Max(after, dead)).Add(" AND sequence<="u8).Add(bounds.Through)
                .Add(" ORDER BY sequence LIMIT "u8).Add(limit);
        }

        _text.Add(")ORDER BY sequence LIMIT "u8).Add(limit);
        var keys = new List<(long Lane, long Sequence)>(limit);
        session.Query(_text.ToString(), row => keys.Add((row.GetInt64(0), row.GetInt64(1))));
        return keys;
    }

    private void AddSelect(long lane, long after, long through, int limit)
    {
        _text.Clear();
        AddColumns(lane);
        _text.Add(" AND m.sequence>"u8).Add(after).Add(" AND m.sequence<="u8).Add(through).Add(" ORDER BY m.sequence LIMIT "u8).Add(limit);
    }

    private void AddColumns(long lane)
    {
        if (store.Topic is null) _text.Add("SELECT m.sequence,m.payload FROM broker_message m WHERE m.lane="u8).Add(lane);
        else
        {
            _text.Add("SELECT m.sequence,COALESCE(m.payload,b.payload)FROM broker_message m LEFT JOIN broker_body b ON m.payload IS NULL AND b.sequence=m.sequence WHERE m.lane="u8).Add(lane);
        }
    }

    private int Take(long lane, List<Message> found, int mostMessages, ref long bytesLeft)
    {
        var rows = 0;
        var left = bytesLeft;
        session.Query(_text.ToString(), row =>
        {
            rows++;
            var sequence = row.GetInt64(0);
            Last = sequence;
            if (left <= 0 || found.Count >= mostMessages || store.IsRemoved(sequence)) return;
            var message = Decode(row, lane, sequence);
            left -= message.SizeBytes;
            found.Add(message);
        });
        bytesLeft = left;
        return rows;
    }

    private Message Decode(MySqlDataReader row, long lane, long sequence)
    {
        try
        {
            if (!row.IsDBNull(1)) return PayloadEncoder.Decode((byte[])row.GetValue(1), lane, sequence, store.Destination, _decoder);
        }
        catch (FormatException e)
        {
            throw new StoreException($"Message {sequence} of {store.Destination} cannot be read: its row in lane {lane} of broker_message is damaged.", e);
        }

        throw new StoreException($"Message {sequence} of {store.Destination} cannot be read: its body is missing in broker_body.");
    }
}
