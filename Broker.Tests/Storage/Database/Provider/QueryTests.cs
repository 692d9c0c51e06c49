using Microsoft.EntityFrameworkCore;

namespace Broker.Tests.Storage.Database.Provider;

[Collection(DatabaseCollection.Name)]
public sealed class QueryTests : IDisposable
{
    private readonly ProbeContext _context;

    /// <summary>Ten rows: Key k0 to k9, Int 0 to 9, Long ten times that, every third with a Text; each even one with two parts.</summary>
    public QueryTests(DatabaseFixture fixture)
    {
        _context = ProbeContext.Create(fixture);
        for (var i = 0; i < 10; i++)
        {
            _context.Add(new Probe { Key = $"k{i}", Int = i, Long = i * 10, Bool = i > 4, Text = i % 3 == 0 ? $"text 100%_{i}" : null, At = DateTime.UnixEpoch.AddDays(i) });
        }

        _context.SaveChanges();
        foreach (var probe in _context.Probes.Where(p => p.Int % 2 == 0).ToList())
        {
            _context.Add(new ProbePart { Id = (probe.Int * 10) + 1, ProbeId = probe.Id, Name = "left" });
            _context.Add(new ProbePart { Id = (probe.Int * 10) + 2, ProbeId = probe.Id, Name = "right" });
        }

        _context.SaveChanges();
        _context.ChangeTracker.Clear();
    }

    public void Dispose() => _context.Dispose();

    [Fact]
    public void OrderBy_TakeAndSkip_ThePageAsked()
    {
        var (skip, take) = (2, 3);
        Assert.Equal([7, 6, 5], Ints(_context.Probes.OrderByDescending(p => p.Int).Skip(skip).Take(take)));
        Assert.Equal([0, 1], Ints(_context.Probes.OrderBy(p => p.Key).ThenByDescending(p => p.Id).Take(2)));
        Assert.Equal([8, 9], Ints(_context.Probes.OrderBy(p => p.Int).Skip(8)));
    }

    [Fact]
    public void Where_KeysetCursor_RowsAfterIt()
    {
        var after = 6L;
        Assert.Equal([7, 8], Ints(_context.Probes.AsNoTracking().Where(p => p.Long > after * 10).OrderBy(p => p.Long).Take(2)));
    }

    [Fact]
    public void Where_BooleansNullsAndTimes_AsInMemory()
    {
        Assert.Equal([5, 6, 7, 8, 9], Ints(_context.Probes.Where(p => p.Bool).OrderBy(p => p.Int)));
        Assert.Equal([0, 1], Ints(_context.Probes.Where(p => !p.Bool && p.Int < 2).OrderBy(p => p.Int)));
        Assert.Equal([0, 3, 6, 9], Ints(_context.Probes.Where(p => p.Text != null).OrderBy(p => p.Int)));
        string? nothing = null;
        Assert.Equal(6, _context.Probes.Count(p => p.Text == nothing));
        Assert.Equal(9, _context.Probes.Count(p => p.Text != "text 100%_3"));
        var noon = DateTime.UnixEpoch.AddDays(7.5);
        Assert.Equal([8, 9], Ints(_context.Probes.Where(p => p.At >= noon).OrderBy(p => p.At)));
    }

    [Fact]
    public void Aggregates_OverRowsAndOverNone_AsInMemory()
    {
        Assert.Equal(10, _context.Probes.Count());
        Assert.Equal(4L, _context.Probes.LongCount(p => p.Long > 50));
        Assert.Equal(450L, _context.Probes.Sum(p => p.Long));
        Assert.Equal(45, _context.Probes.Sum(p => p.Int));
        Assert.Equal(0L, _context.Probes.Where(p => p.Int > 99).Sum(p => p.Long));
        Assert.Equal(90L, _context.Probes.Max(p => p.Long));
        Assert.Equal(0, _context.Probes.Min(p => p.Int));
        Assert.Null(_context.Probes.Where(p => p.Int > 99).Max(p => (long?)p.Long));
    }

    [Fact]
    public void AnyAllFirstSingle_AsInMemory()
    {
        Assert.True(_context.Probes.Any(p => p.Key == "k3"));
        Assert.False(_context.Probes.Any(p => p.Key == "K3"));
        Assert.True(_context.Probes.All(p => p.Int < 10));
        Assert.Equal(9, _context.Probes.OrderBy(p => p.Int).Last().Int);
        Assert.Equal(4, _context.Probes.First(p => p.Int == 4).Int);
        Assert.Equal(4, _context.Probes.Single(p => p.Key == "k4").Int);
        Assert.Null(_context.Probes.FirstOrDefault(p => p.Key == "none"));
        Assert.Equal("k1", _context.Probes.Find(_context.Probes.Single(p => p.Int == 1).Id)!.Key);
    }

    [Fact]
    public void Contains_ListsOfAnyLength_RowsInTheList()
    {
        int[] some = [3, 5, 77];
        List<string> keys = ["k1", "k'2", "k9"];
        long[] none = [];
        Assert.Equal([3, 5], Ints(_context.Probes.Where(p => some.Contains(p.Int)).OrderBy(p => p.Int)));
        Assert.Equal([1, 9], Ints(_context.Probes.Where(p => keys.Contains(p.Key)).OrderBy(p => p.Int)));
        Assert.Equal(8, _context.Probes.Count(p => !some.Contains(p.Int)));
        Assert.Equal(0, _context.Probes.Count(p => none.Contains(p.Long)));
        var many = Enumerable.Range(5, 3000).ToArray();
        Assert.Equal(5, _context.Probes.Count(p => many.Contains(p.Int)));
    }

    [Fact]
    public void Contains_Subquery_RowsInIt() =>
        Assert.Equal([6, 8], Ints(_context.Probes.Where(p => p.Int > 4 && _context.Parts.Select(part => part.ProbeId).Contains(p.Id)).OrderBy(p => p.Int)));

    [Fact]
    public void Strings_SearchedWithWordsThatLookLikePatterns_TakenLiterally()
    {
        var (word, start, nothing) = ("100%_", "text", "");
        Assert.Equal(4, _context.Probes.Count(p => p.Text!.Contains(word)));
        Assert.Equal(0, _context.Probes.Count(p => p.Text!.Contains("1%0")));
        Assert.Equal(4, _context.Probes.Count(p => p.Text!.StartsWith(start)));
        Assert.Equal(0, _context.Probes.Count(p => p.Text!.StartsWith("ext")));
        Assert.Equal(10, _context.Probes.Count(p => p.Key.StartsWith(nothing) && p.Key.Contains(nothing)));
        Assert.Equal(10, _context.Probes.Count(p => EF.Functions.Like(p.Key, "k_")));
        Assert.Equal(6, _context.Probes.Count(p => string.IsNullOrEmpty(p.Text)));
    }

    [Fact]
    public void Joins_InnerLeftAndGroup_AsInMemory()
    {
        var inner = from probe in _context.Probes
                    join part in _context.Parts on probe.Id equals part.ProbeId
                    where part.Name == "left" && probe.Int > 4
                    orderby probe.Int
                    select new { probe.Key, part.Id };
        Assert.Equal(["k6 61", "k8 81"], inner.AsEnumerable().Select(row => $"{row.Key} {row.Id}"));
        var left = _context.Probes.LeftJoin(_context.Parts.Where(part => part.Name == "left"), probe => probe.Id, part => part.ProbeId, (probe, part) => new { probe.Int, Part = (int?)part!.Id })
            .OrderBy(row => row.Int).Take(3);
        Assert.Equal([1, null, 21], left.AsEnumerable().Select(row => row.Part));
        var groups = _context.Parts.GroupBy(part => part.Name).Select(group => new { group.Key, Count = group.Count(), Last = group.Max(part => part.Id) }).OrderBy(row => row.Key);
        Assert.Equal(["left 5 81", "right 5 82"], groups.AsEnumerable().Select(row => $"{row.Key} {row.Count} {row.Last}"));
    }

    [Fact]
    public void Subqueries_InSelectAndWhere_AsInMemory()
    {
        var counts = _context.Probes.OrderBy(p => p.Int).Take(3).Select(p => _context.Parts.Count(part => part.ProbeId == p.Id));
        Assert.Equal([2, 0, 2], counts.AsEnumerable());
        Assert.Equal([1, 3, 5, 7, 9], Ints(_context.Probes.Where(p => !_context.Parts.Any(part => part.ProbeId == p.Id)).OrderBy(p => p.Int)));
        Assert.Equal(3, _context.Probes.OrderBy(p => p.Int).Take(3).Count());
        Assert.Equal(["left", "right"], _context.Parts.Select(part => part.Name).Distinct().OrderBy(name => name).AsEnumerable());
    }

    [Fact]
    public void Arithmetic_WhereSqlDiffersFromCSharp_AsInMemory()
    {
        var row = _context.Probes.Where(p => p.Int == 7).Select(p => new { Half = p.Int / 2, Wide = (long)p.Int + p.Long, Name = p.Key + "-" + p.Key, Text = p.Text ?? "none" }).Single();
        Assert.Equal((3, 77L, "k7-k7", "none"), (row.Half, row.Wide, row.Name, row.Text));
        Assert.Equal([2, 3], Ints(_context.Probes.Where(p => p.Int / 2 == 1).OrderBy(p => p.Int)));
        Assert.Equal("low", _context.Probes.Where(p => p.Int == 2).Select(p => p.Int < 5 ? "low" : "high").Single());
    }

    [Fact]
    public void SqlQueries_RawWithParameters_RowsFound()
    {
        var key = "k4";
        Assert.Equal(4, _context.Probes.FromSql($"SELECT * FROM probe WHERE `Key` = {key} FOR UPDATE").AsNoTracking().AsEnumerable().Single().Int);
        Assert.Equal(10, _context.Database.SqlQuery<long>($"SELECT COUNT(*) AS `Value` FROM probe").Single());
        Assert.Equal(5, _context.Database.ExecuteSql($"DELETE FROM probe_part WHERE Name = {"left"}"));
    }

    [Fact]
    public async Task Async_ListCountAndFirst_SameAnswers()
    {
        Assert.Equal(10, (await _context.Probes.ToListAsync()).Count);
        Assert.Equal(10, await _context.Probes.CountAsync());
        Assert.Equal(3, (await _context.Probes.FirstAsync(p => p.Key == "k3")).Int);
    }

    [Fact]
    public void BulkStatements_DeleteAndUpdate_RefusedAndNothingHappens()
    {
        Assert.Throws<NotSupportedException>(() => _context.Probes.OrderBy(p => p.Id).Take(1).ExecuteDelete());
        Assert.Throws<NotSupportedException>(() => _context.Probes.ExecuteDelete());
        Assert.Throws<NotSupportedException>(() => _context.Probes.ExecuteUpdate(set => set.SetProperty(p => p.Int, 1)));
        Assert.Equal(10, _context.Probes.Count());
    }

    private static List<int> Ints(IQueryable<Probe> query) => [.. query.Select(p => p.Int)];
}
