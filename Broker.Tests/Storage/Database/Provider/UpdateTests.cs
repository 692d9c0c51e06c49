using Microsoft.EntityFrameworkCore;
using MySql.Data.MySqlClient;

namespace Broker.Tests.Storage.Database.Provider;

[Collection(DatabaseCollection.Name)]
public sealed class UpdateTests(DatabaseFixture fixture) : IDisposable
{
    private readonly ProbeContext _context = ProbeContext.Create(fixture);

    public void Dispose() => _context.Dispose();

    [Fact]
    public void Insert_ServerNumbers_EachRowGetsItsOwn()
    {
        var probes = Enumerable.Range(0, 130).Select(i => new Probe { Key = $"k{i}", Int = i }).ToList();
        _context.AddRange(probes);
        Assert.Equal(130, _context.SaveChanges());
        Assert.Equal(130, probes.Select(p => p.Id).Distinct().Count());
        _context.ChangeTracker.Clear();
        Assert.All(probes, p => Assert.Equal(p.Int, _context.Probes.Single(q => q.Id == p.Id).Int));
    }

    [Fact]
    public void Insert_OwnNumbers_Kept()
    {
        _context.Add(new ProbePart { Id = 0, ProbeId = 1 });
        _context.Add(new ProbePart { Id = -5, ProbeId = 1 });
        _context.SaveChanges();
        Assert.Equal([-5, 0], _context.Parts.Select(p => p.Id).OrderBy(id => id).AsEnumerable());
    }

    [Fact]
    public void SaveChanges_InsertsUpdatesAndDeletesMixed_AllDone()
    {
        _context.AddRange(new Probe { Key = "a" }, new Probe { Key = "b" }, new Probe { Key = "c" });
        _context.SaveChanges();
        var all = _context.Probes.OrderBy(p => p.Key).ToList();
        all[0].Text = "changed";
        _context.Remove(all[1]);
        _context.Add(new Probe { Key = "d" });
        _context.SaveChanges();
        _context.ChangeTracker.Clear();
        Assert.Equal(["a changed", "c ", "d "], _context.Probes.OrderBy(p => p.Key).AsEnumerable().Select(p => $"{p.Key} {p.Text}"));
    }

    [Fact]
    public void SaveChanges_ConcurrencyTokenStale_RefusedAndNothingWritten()
    {
        _context.AddRange(new Probe { Key = "a", Version = 1 }, new Probe { Key = "b" });
        _context.SaveChanges();
        DatabaseFixture.Execute(_context.Database.GetConnectionString()!, "UPDATE probe SET Version = 2 WHERE `Key` = 'a'");
        var all = _context.Probes.OrderBy(p => p.Key).ToList();
        (all[0].Version, all[0].Text, all[1].Text) = (5, "stale", "stale");
        Assert.Throws<DbUpdateConcurrencyException>(() => _context.SaveChanges());
        _context.ChangeTracker.Clear();
        Assert.Equal(0, _context.Probes.Count(p => p.Text == "stale"));
    }

    [Fact]
    public void SaveChanges_TokenFreshAndValuesTheSame_NoConflict()
    {
        _context.Add(new Probe { Key = "a", Version = 1 });
        _context.SaveChanges();
        _context.ChangeTracker.Clear();
        var probe = _context.Probes.Single();
        _context.Entry(probe).Property(p => p.Text).IsModified = true;
        Assert.Equal(1, _context.SaveChanges());
    }

    [Fact]
    public void Delete_RowGoneAlready_Conflict()
    {
        var probe = new Probe { Key = "a" };
        _context.Add(probe);
        _context.SaveChanges();
        DatabaseFixture.Execute(_context.Database.GetConnectionString()!, "DELETE FROM probe");
        _context.Remove(probe);
        Assert.Throws<DbUpdateConcurrencyException>(() => _context.SaveChanges());
    }

    [Fact]
    public void SaveChanges_UniqueKeyTaken_NumberTellsAndNothingWritten()
    {
        _context.AddRange(new Probe { Key = "x" }, new Probe { Key = "x" });
        var error = Assert.Throws<DbUpdateException>(() => _context.SaveChanges());
        Assert.Equal(1062, ((MySqlException)error.InnerException!).Number);
        Assert.Equal(0, _context.Probes.Count());
    }

    [Fact]
    public void Transaction_RolledBackToSavepointAndCommitted_OnlyTheFirstHalfThere()
    {
        using (var transaction = _context.Database.BeginTransaction())
        {
            _context.Add(new Probe { Key = "kept" });
            _context.SaveChanges();
            transaction.CreateSavepoint("half");
            _context.Add(new Probe { Key = "dropped" });
            _context.SaveChanges();
            transaction.RollbackToSavepoint("half");
            transaction.Commit();
        }

        Assert.Equal("kept", _context.Probes.AsNoTracking().Single().Key);
    }

    [Fact]
    public void Transaction_NotCommitted_NothingThere()
    {
        using (_context.Database.BeginTransaction(System.Data.IsolationLevel.ReadCommitted))
        {
            _context.Add(new Probe { Key = "x" });
            _context.SaveChanges();
        }

        Assert.Equal(0, _context.Probes.Count());
    }

    [Fact]
    public void Transaction_PlainCommandOnTheContextsConnection_PartOfIt()
    {
        using (var transaction = _context.Database.BeginTransaction())
        {
            var connection = (MySqlConnection)_context.Database.GetDbConnection();
            // Disposed before the transaction ends: with it EF Core gives the connection back, and the driver then
            // throws a NullReferenceException out of the Dispose of a prepared command.
            using (var command = new MySqlCommand("INSERT INTO probe_part (Id, ProbeId, Name) VALUES (@id, 1, 'plain')", connection))
            {
                command.Parameters.AddWithValue("@id", 9);
                command.Prepare();
                Assert.Equal(1, command.ExecuteNonQuery());
            }

            transaction.Rollback();
        }

        Assert.Equal(0, _context.Parts.Count());
    }

    [Fact]
    public async Task SaveChangesAsync_InsertAndUpdate_Done()
    {
        var probe = new Probe { Key = "a" };
        _context.Add(probe);
        await _context.SaveChangesAsync();
        probe.Text = "changed";
        await _context.SaveChangesAsync();
        Assert.Equal("changed", await _context.Probes.AsNoTracking().Select(p => p.Text).SingleAsync());
    }
}
