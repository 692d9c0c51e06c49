using System.Diagnostics;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Commits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broker.Storage.Database;

/// <summary>The shared store: tables in MySQL or MariaDB, written by one master at a time.</summary>
/// <remarks>
/// One adapter serves one tenure: when the tenure is over, everything pending ends with <see cref="FencedException"/>, and what is
/// left to do is <see cref="DisposeAsync"/>. While the server is away nobody is answered: operations wait until it is back or the
/// tenure is over. The rooms and tables are described in Broker.Storage/README.md.
/// </remarks>
public sealed class DatabasePersistenceAdapter : IPersistenceAdapter
{
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(10);

    private readonly DatabaseOptions _options;
    private readonly DatabaseConnections _connections;
    private readonly ILogger _logger;
    private readonly TenureWatch _watch;
    private readonly ProducerMarks _producers = new();
    private readonly PreparedBranches _branches = new();
    private readonly GroupLedger _ledger;
    private readonly DatabaseCommitter _committer;
    private readonly RowPurger _purger;
    private readonly DatabaseSpace _space;
    private readonly DatabaseWriter _writer;
    private readonly CommitThread _commits;
    private readonly PageReader _reader;
    private readonly DatabaseCatalogue _catalogue;
    private bool _open;

    /// <param name="options">Which database; nothing is touched before <see cref="OpenAsync"/>.</param>
    /// <param name="tenure">Goes with every write; the adapter ends it when the database says that a newer one has begun.</param>
    /// <param name="timeProvider">Null takes the system's.</param>
    /// <param name="logger">Null logs nothing.</param>
    /// <param name="connections">Shared with the lock, so that both use the same server of several; null makes its own.</param>
    public DatabasePersistenceAdapter(
        DatabaseOptions options,
        MasterTenure tenure,
        TimeProvider? timeProvider = null,
        ILogger<DatabasePersistenceAdapter>? logger = null,
        DatabaseConnections? connections = null)
    {
        _options = options;
        _connections = connections ?? new DatabaseConnections(options.ConnectionString);
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _watch = new TenureWatch(tenure);
        _ledger = new GroupLedger(_producers, timeProvider ?? TimeProvider.System);
        _committer = new DatabaseCommitter(_connections, _watch, _ledger, _logger);
        _purger = new RowPurger(_committer, () => _catalogue!.Subscriptions);
        _space = new DatabaseSpace(options);
        var groups = new GroupQueue(_watch, _purger);
        _writer = new DatabaseWriter(groups, _committer, _space);
        _commits = new CommitThread(groups, _watch, _committer, _purger, _space, _logger);
        _reader = new PageReader(_connections, _watch);
        _catalogue = new DatabaseCatalogue(_writer, _reader);
        Jobs = new DatabaseJobStore(_writer, _reader);
        Transactions = new DatabaseTransactionStore(_writer, _catalogue, _branches);
    }

    public IReadOnlyCollection<Destination> Destinations => _catalogue.Destinations;

    public ITransactionStore Transactions { get; }

    public IJobSchedulerStore Jobs { get; }

    public StoreUsage Usage => new(_space.UsedBytes, _options.StoreLimitBytes, _commits.WriteError);

    public Task WhenSpaceFreedAsync() => _space.WhenFreedAsync();

    public async ValueTask<RecoveryReport> OpenAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var server = _connections.PreferredServer;
        var facts = await DatabasePreflight.CheckAsync(server, _options.MaxFrameSizeBytes, cancellationToken).ConfigureAwait(false);
        var version = ServerVersion.Parse(facts.ServerVersion);
        var context = new BrokerDbContextFactory(server, version).CreateDbContext();
        await using (context.ConfigureAwait(false))
        {
            await SchemaMigrator.MigrateAsync(context, cancellationToken).ConfigureAwait(false);
        }

        var loader = await Task.Run(() => Load(facts), cancellationToken).ConfigureAwait(false);
        var duration = Stopwatch.GetElapsedTime(started);
        DatabaseLog.Opened(_logger, _connections.Database, _watch.Tenure.Fence.Epoch, loader.Messages, (long)duration.TotalMilliseconds);
        return new RecoveryReport(loader.Messages, ReplayedRecords: 0, TornTailBytes: 0, Damage: [], duration);
    }

    public IMessageStore OpenQueue(Destination queue) => _catalogue.OpenQueue(queue);

    public ITopicMessageStore OpenTopic(Destination topic) => _catalogue.OpenTopic(topic);

    public ValueTask RemoveDestinationAsync(Destination destination) => _catalogue.RemoveAsync(destination);

    public long NextSequence() => _writer.NextSequence();

    public long GetLastProducerSequence(ProducerId producer) => _producers.Find(producer);

    public ValueTask FlushAsync() => _writer.FlushAsync();

    /// <summary>Writes what was handed over, unless the tenure is over or the server stays away; returns soon in any case.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_open && !_watch.HasEnded)
        {
            var stopped = _commits.StopAsync();
            await Task.WhenAny(stopped, _watch.Tenure.Over, Task.Delay(LongestClose)).ConfigureAwait(false);
        }

        _open = false;
        _watch.Close();
        _commits.Abandon();
        _reader.Close();
    }

    private StoreLoader Load(DatabaseFacts facts)
    {
        DatabaseSession? session = null;
        try
        {
            session = DatabaseSession.Open(_connections, facts);
            foreach (var statement in LeaseSchema.Statements) session.Execute(statement);
            var loader = new StoreLoader(session, _catalogue, _producers, _branches, _ledger, _purger);
            RaiseFence(session);
            loader.ReadFence();
            RefuseLaterEpoch(loader.Epoch);
            session.ClaimWriting();
            _writer.Prepare(loader.Sequence);
            loader.ReadAll();
            _space.Add(loader.SizeBytes);
            _space.Add(JobStatements.Count(session));
            _committer.Start(facts, session, loader.GroupNumber);
            _reader.Start(facts);
            _commits.Start();
            _open = true;
            session = null;
            return loader;
        }
        catch (MySqlException e)
        {
            throw _connections.Problem(e);
        }
        catch (FormatException e)
        {
            throw new StoreException($"The database's tables cannot be understood: {e.Message}", e);
        }
        finally
        {
            session?.Dispose();
        }
    }

    // The lock has raised the fence already; a restored backup may have an older one. Raised before it is read: what an older master still
    // commits in between would count as this one's first group.
    private void RaiseFence(DatabaseSession session)
    {
        var epoch = _watch.Tenure.Fence.Epoch;
        session.Execute($"UPDATE broker_fence SET epoch={epoch},writer_epoch={epoch} WHERE id=1 AND epoch<{epoch}");
    }

    private void RefuseLaterEpoch(long found)
    {
        var epoch = _watch.Tenure.Fence.Epoch;
        if (found <= epoch) return;
        _watch.Tenure.End($"Epoch {found} has begun in the database; this node's was {epoch}.");
        throw new FencedException();
    }
}
