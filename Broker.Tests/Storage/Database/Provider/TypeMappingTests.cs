using Microsoft.EntityFrameworkCore;

namespace Broker.Tests.Storage.Database.Provider;

[Collection(DatabaseCollection.Name)]
public sealed class TypeMappingTests(DatabaseFixture fixture)
{
    private static readonly DateTime Time = new DateTime(2026, 3, 29, 1, 2, 3, DateTimeKind.Utc).AddTicks(1234560);

    private static Probe Largest() => new()
    {
        Bool = true,
        Byte = byte.MaxValue,
        SByte = sbyte.MinValue,
        Short = short.MinValue,
        UShort = ushort.MaxValue,
        Int = int.MinValue,
        UInt = uint.MaxValue,
        Long = long.MinValue,
        ULong = ulong.MaxValue,
        Key = @"it's a \ 'key' ""%_"" 😀",
        Text = new string('ä', 100_000),
        Hash = [0, 255, 39, 92],
        Blob = [.. Enumerable.Range(0, 70_000).Select(i => (byte)i)],
        At = Time,
        Until = Time.AddYears(1),
        Guid = Guid.Parse("01234567-89ab-cdef-0123-456789abcdef"),
        Day = DayOfWeek.Saturday,
    };

    [Fact]
    public void RoundTrip_EveryTypeAtItsLimit_SameValues()
    {
        using var context = ProbeContext.Create(fixture);
        var written = Largest();
        context.Add(written);
        context.SaveChanges();
        context.ChangeTracker.Clear();
        var read = context.Probes.Single();
        Assert.Equivalent(written, read, strict: true);
        Assert.Equal(DateTimeKind.Utc, read.At.Kind);
        Assert.Equal(DateTimeKind.Utc, read.Until!.Value.Kind);
    }

    [Fact]
    public void RoundTrip_NullsAndEmpties_SameValues()
    {
        using var context = ProbeContext.Create(fixture);
        context.Add(new Probe { Text = "", Blob = [] });
        context.Add(new Probe { Key = "second" });
        context.SaveChanges();
        context.ChangeTracker.Clear();
        var read = context.Probes.OrderBy(p => p.Id).ToList();
        Assert.Equal(("", 0), (read[0].Text, read[0].Blob!.Length));
        Assert.Equal((null, null, null), (read[1].Text, read[1].Blob, read[1].Until));
    }

    [Fact]
    public void Where_EveryTypeAsParameter_FindsRow()
    {
        using var context = ProbeContext.Create(fixture);
        var (p, blob) = (Largest(), Largest().Blob);
        context.Add(p);
        context.SaveChanges();
        Assert.Equal(1, context.Probes.Count(q => q.Bool == p.Bool && q.Byte == p.Byte && q.SByte == p.SByte && q.Short == p.Short && q.UShort == p.UShort
            && q.Int == p.Int && q.UInt == p.UInt && q.Long == p.Long && q.ULong == p.ULong && q.Key == p.Key && q.Text == p.Text
            && q.Hash == p.Hash && q.Blob == blob && q.At == p.At && q.Until == p.Until && q.Guid == p.Guid && q.Day == p.Day));
    }

    [Fact]
    public void Where_EveryTypeAsLiteral_FindsRow()
    {
        using var context = ProbeContext.Create(fixture);
        var p = Largest();
        context.Add(p);
        context.SaveChanges();
        Assert.Equal(1, context.Probes.Count(q => q.Bool == EF.Constant(p.Bool) && q.Byte == EF.Constant(p.Byte) && q.SByte == EF.Constant(p.SByte)
            && q.Short == EF.Constant(p.Short) && q.UShort == EF.Constant(p.UShort) && q.Int == EF.Constant(p.Int) && q.UInt == EF.Constant(p.UInt)
            && q.Long == EF.Constant(p.Long) && q.ULong == EF.Constant(p.ULong) && q.Key == EF.Constant(p.Key)
            && q.Hash == EF.Constant(p.Hash) && q.At == EF.Constant(p.At) && q.Guid == EF.Constant(p.Guid) && q.Day == EF.Constant(p.Day)));
    }

    [Fact]
    public void Columns_CreatedByModel_HaveTheTypesDrawn()
    {
        using var context = ProbeContext.Create(fixture);
        var columns = DatabaseFixture.Query(
            context.Database.GetConnectionString()!,
            "SELECT column_name, column_type, IFNULL(collation_name, '-') FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'probe'",
            row => $"{row.GetString(0)} {row.GetString(1)} {row.GetString(2)}");
        Assert.Equal(
            [
                "Id bigint(20) -", "Bool tinyint(1) -", "Byte tinyint(3) unsigned -", "SByte tinyint(4) -", "Short smallint(6) -",
                "UShort smallint(5) unsigned -", "Int int(11) -", "UInt int(10) unsigned -", "Long bigint(20) -", "ULong bigint(20) unsigned -",
                "Key varchar(50) utf8mb4_bin", "Text longtext utf8mb4_bin", "Hash binary(4) -", "Blob longblob -", "At datetime(6) -",
                "Until datetime(6) -", "Guid char(36) utf8mb4_bin", "Day int(11) -", "Version int(11) -",
            ],
            columns);
    }
}
