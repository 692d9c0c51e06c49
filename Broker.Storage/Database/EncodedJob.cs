using System.Buffers;
using System.Runtime.InteropServices;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Encodings;

namespace Broker.Storage.Database;

/// <summary>A change of a job, ready to join a group.</summary>
/// <param name="Id">Which job.</param>
/// <param name="Key">The same as its column has it.</param>
/// <param name="Due">Milliseconds since 1970, UTC.</param>
/// <param name="Sequence">Its place among those due at the same time; given as it joins.</param>
/// <param name="IsPaused">The scheduler leaves it out.</param>
/// <param name="SizeBytes">What it counts for.</param>
/// <param name="Producer">Whose mark it raises; null for none.</param>
/// <param name="ProducerSequence">How far.</param>
/// <param name="Payload">As <see cref="JobEncoder"/> writes it, at the beginning of a rented array; null takes the job out.</param>
/// <param name="PayloadBytes">How many.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EncodedJob(
    string Id, byte[] Key, long Due, long Sequence, bool IsPaused, int SizeBytes, ProducerId? Producer, long ProducerSequence, byte[]? Payload, int PayloadBytes)
{
    public static EncodedJob Put(ScheduledJob job)
    {
        var message = job.Message;
        var payload = ArrayPool<byte>.Shared.Rent(checked((int)JobEncoder.MaxBytes(job)));
        var writer = new RecordWriter(payload);
        JobEncoder.Write(ref writer, job);
        return new EncodedJob(
            job.Id, JobId.ToBytes(job.Id), job.Due, Sequence: 0, job.IsPaused, message.SizeBytes,
            message.Persistent ? message.Id.Producer : null, message.Id.ProducerSequence, payload, writer.Position);
    }

    public static EncodedJob Remove(string id) => new(id, JobId.ToBytes(id), 0, 0, IsPaused: false, 0, null, 0, null, 0);
}
