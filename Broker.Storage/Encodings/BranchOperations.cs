using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Encodings;

/// <summary>The binary form of what a prepared branch will do, which both stores keep.</summary>
/// <remarks>
/// Numbers are of variable length. Operations follow one another to the end, each with its tag before it; a new kind takes the next tag.
/// <code>
/// send:    tag 1, kind and name of the destination, client id of the sender (optional), priority (1 byte), expiration (signed),
///          length, message (MessageEncoder), content
/// remove:  tag 2, number of the store (signed), sequence, size, priority (1 byte), flags (1 byte: 1 persistent, 2 expires)
/// job:     tag 3, id, due (signed), length, job (JobEncoder)
/// </code>
/// </remarks>
internal static class BranchOperations
{
    private const byte SendTag = 1;
    private const byte RemoveTag = 2;
    private const byte JobTag = 3;
    private const byte Persistent = 1;
    private const byte Expires = 2;
    private const int RemoveBytes = 3 + (3 * RecordWriter.MaxNumberBytes);

    /// <param name="branch">The branch.</param>
    /// <param name="numberOf">The number by which the store is found again.</param>
    /// <exception cref="StoreException">It is larger than memory can hold in one piece.</exception>
    public static byte[] Encode(PreparedBranch branch, Func<IMessageStore, int> numberOf)
    {
        var most = MaxBytes(branch);
        if (most > Array.MaxLength) throw new StoreException($"A transaction of {most} bytes is larger than can be prepared as one.");
        var writer = new RecordWriter(GC.AllocateUninitializedArray<byte>((int)most));
        foreach (var send in branch.Sends) Write(ref writer, send);
        foreach (var removal in branch.Removals) Write(ref writer, numberOf(removal.Store), removal.Message);
        foreach (var job in branch.Jobs) Write(ref writer, job);
        return writer.Written.ToArray();
    }

    /// <param name="id">The branch's name.</param>
    /// <param name="preparedAt">When it was prepared.</param>
    /// <param name="operations">What <see cref="Encode"/> made.</param>
    /// <param name="findStore">The store of a number; null when it is gone.</param>
    /// <exception cref="StoreException">The bytes cannot be understood.</exception>
    public static PreparedBranch Decode(XaTransactionId id, DateTimeOffset preparedAt, ReadOnlySpan<byte> operations, Func<int, IMessageStore?> findStore)
    {
        var sends = new List<PreparedSend>();
        var removals = new List<PreparedRemoval>();
        var jobs = new List<ScheduledJob>();
        var decoder = new MessageDecoder();
        try
        {
            var reader = new RecordReader(operations);
            while (!reader.Rest.IsEmpty) Read(ref reader, decoder, findStore, sends, removals, jobs);
        }
        catch (FormatException e)
        {
            throw new StoreException($"The prepared transaction {id} cannot be read: {e.Message}", e);
        }

        return new PreparedBranch(id, preparedAt, sends, removals) { Jobs = jobs };
    }

    private static long MaxBytes(PreparedBranch branch)
    {
        var bytes = (long)branch.Removals.Count * RemoveBytes;
        foreach (var (home, message, sender) in branch.Sends)
        {
            bytes += 4 + RecordWriter.MaxTextBytes(home.Name) + RecordWriter.MaxTextBytes(sender) + (2 * RecordWriter.MaxNumberBytes) + MaxBytes(message);
        }

        foreach (var job in branch.Jobs) bytes += 1 + RecordWriter.MaxTextBytes(job.Id) + (2 * RecordWriter.MaxNumberBytes) + JobEncoder.MaxBytes(job);
        return bytes;
    }

    private static long MaxBytes(Message message) => MessageEncoder.MaxBytes(message) + (long)(message.Content?.Length ?? 0);

    private static void Write(ref RecordWriter writer, PreparedSend send)
    {
        var message = send.Message;
        writer.WriteByte(SendTag);
        writer.WriteDestination(send.Home);
        writer.WriteOptionalText(send.SenderClientId);
        writer.WriteByte(message.Priority);
        writer.WriteSigned(message.Expiration);
        var body = new RecordWriter(GC.AllocateUninitializedArray<byte>((int)MaxBytes(message)));
        MessageEncoder.Write(ref body, message, send.Home);
        if (message.Content is { } content) body.WriteBytes(content);
        writer.WriteBlock(body.Written);
    }

    private static void Write(ref RecordWriter writer, int store, in MessageKey key)
    {
        writer.WriteByte(RemoveTag);
        writer.WriteSigned(store);
        writer.WriteUnsigned((ulong)key.Sequence);
        writer.WriteUnsigned((ulong)key.SizeBytes);
        writer.WriteByte(key.Priority);
        writer.WriteByte((byte)((key.Persistent ? Persistent : 0) | (key.Expires ? Expires : 0)));
    }

    private static void Write(ref RecordWriter writer, ScheduledJob job)
    {
        writer.WriteByte(JobTag);
        writer.WriteText(job.Id);
        writer.WriteSigned(job.Due);
        var body = new RecordWriter(GC.AllocateUninitializedArray<byte>((int)JobEncoder.MaxBytes(job)));
        JobEncoder.Write(ref body, job);
        writer.WriteBlock(body.Written);
    }

    private static void Read(
        ref RecordReader reader,
        MessageDecoder decoder,
        Func<int, IMessageStore?> findStore,
        List<PreparedSend> sends,
        List<PreparedRemoval> removals,
        List<ScheduledJob> jobs)
    {
        switch (reader.ReadByte())
        {
            case SendTag:
                sends.Add(ReadSend(ref reader, decoder));
                break;
            case RemoveTag:
                var store = findStore(reader.ReadNumber());
                var key = ReadKey(ref reader);
                if (store is not null) removals.Add(new PreparedRemoval(store, key));
                break;
            case JobTag:
                var (id, due) = (reader.ReadText(), reader.ReadSigned());
                jobs.Add(JobEncoder.Read(reader.ReadBlock(), id, due, isPaused: false, decoder));
                break;
            case var tag:
                throw new FormatException($"it has an operation of the kind {tag}, which a newer broker wrote");
        }
    }

    private static PreparedSend ReadSend(ref RecordReader reader, MessageDecoder decoder)
    {
        var home = reader.ReadDestination();
        var sender = reader.ReadOptionalText();
        var priority = reader.ReadByte();
        var expiration = reader.ReadSigned();
        var message = decoder.Read(reader.ReadBlock(), home);
        message.Priority = priority;
        message.Expiration = expiration;
        return new PreparedSend(home, message, sender);
    }

    private static MessageKey ReadKey(ref RecordReader reader)
    {
        var sequence = (long)reader.ReadUnsigned();
        var size = (int)reader.ReadUnsigned();
        var priority = reader.ReadByte();
        var flags = reader.ReadByte();
        return new MessageKey(sequence, size, priority, (flags & Persistent) != 0, (flags & Expires) != 0);
    }
}
