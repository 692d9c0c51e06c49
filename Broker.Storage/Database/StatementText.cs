using System.Buffers.Text;
using System.Text;

namespace Broker.Storage.Database;

/// <summary>Builds statements as bytes, in memory that is used again and again. Numbers and hexadecimal need no escaping; texts never come here.</summary>
internal sealed class StatementText
{
    private const int MostKeptBytes = 1024 * 1024;

    private byte[] _bytes = new byte[4096];

    public int Length { get; private set; }

    public StatementText Clear()
    {
        Length = 0;
        if (_bytes.Length > MostKeptBytes) _bytes = new byte[4096];
        return this;
    }

    public StatementText Add(ReadOnlySpan<byte> ascii)
    {
        Reserve(ascii.Length);
        ascii.CopyTo(_bytes.AsSpan(Length));
        Length += ascii.Length;
        return this;
    }

    public StatementText Add(long number)
    {
        Reserve(20);
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(Length), out var written);
        Length += written;
        return this;
    }

    public StatementText AddHex(ReadOnlySpan<byte> bytes)
    {
        Reserve((2 * bytes.Length) + 3);
        Add("x'"u8);
        if (Convert.TryToHexString(bytes, _bytes.AsSpan(Length), out var written)) Length += written;
        return Add("'"u8);
    }

    public override string ToString() => Encoding.ASCII.GetString(_bytes, 0, Length);

    private void Reserve(int bytes)
    {
        if (_bytes.Length - Length >= bytes) return;
        Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Length + bytes));
    }
}
