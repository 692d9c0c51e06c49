namespace Broker.Tests.Storage.Database.Provider;

/// <summary>A row with a column of every type that the provider maps.</summary>
internal sealed class Probe
{
    public long Id { get; set; }

    public bool Bool { get; set; }

    public byte Byte { get; set; }

    public sbyte SByte { get; set; }

    public short Short { get; set; }

    public ushort UShort { get; set; }

    public int Int { get; set; }

    public uint UInt { get; set; }

    public long Long { get; set; }

    public ulong ULong { get; set; }

    public string Key { get; set; } = "";

    public string? Text { get; set; }

    public byte[] Hash { get; set; } = new byte[4];

    public byte[]? Blob { get; set; }

    public DateTime At { get; set; }

    public DateTime? Until { get; set; }

    public Guid Guid { get; set; }

    public DayOfWeek Day { get; set; }

    public int Version { get; set; }
}
