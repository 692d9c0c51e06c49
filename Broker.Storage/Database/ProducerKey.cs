using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Broker.Core.Messages;

namespace Broker.Storage.Database;

/// <summary>A producer's id in 32 bytes: SHA-256 of its text form. Ids are of any length, keys of tables are not.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProducerKey(UInt128 High, UInt128 Low)
{
    public const int Bytes = SHA256.HashSizeInBytes;

    public static ProducerKey Of(ProducerId producer)
    {
        Span<byte> hash = stackalloc byte[Bytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(producer.ToString()), hash);
        return Read(hash);
    }

    public static ProducerKey Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt128BigEndian(target, High);
        BinaryPrimitives.WriteUInt128BigEndian(target[16..], Low);
    }
}
