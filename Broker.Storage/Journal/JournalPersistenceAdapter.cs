using System.Diagnostics;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Commits;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broker.Storage.Journal;

/// <summary>The embedded store: segmented append-only files, an index in memory, checkpoints of it.</summary>
/// <remarks>The rooms, the files and the order of locks are described in Broker.Storage/README.md.</remarks>
public sealed class JournalPersistenceAdapter : IPersistenceAdapter
{
    private const int LargeIndex = 100_000;

    private readonly JournalOptions _options;
    private readonly string _root;
    private readonly ILogger _logger;
    private readonly JournalSegments _segments;
    private readonly JournalWriter _writer;
    private readonly JournalCatalogue _catalogue;
    private readonly JournalLayout _layout;
    private readonly MasterTenure _tenure;
    private readonly JournalFence _fence;
    private readonly DirectoryGuard _guard;
    private readonly ProducerTable _producers = new();
    private readonly PreparedBranches _branches = new();
    private readonly Checkpointer _checkpointer;
    private readonly SegmentReclaimer _reclaimer;
    private bool _entered;
    private bool _open;

    /// <param name="options">Where the journal lies; nothing is touched before <see cref="OpenAsync"/>.</param>
    /// <param name="tenure">Whose epoch's directory is opened; ended when another node takes the journal over.</param>
    /// <param name="timeProvider">For the times noted in files; null takes the system's.</param>
    /// <param name="logger">Null logs nothing.</param>
    public JournalPersistenceAdapter(
        JournalOptions options, MasterTenure tenure, TimeProvider? timeProvider = null, ILogger<JournalPersistenceAdapter>? logger = null)
        : this(options, tenure, new JournalDisk(), timeProvider, logger)
    {
    }

    internal JournalPersistenceAdapter(JournalOptions options, MasterTenure tenure, JournalDisk disk, TimeProvider? timeProvider = null, ILogger? logger = null)
    {
        if (options.SegmentSizeBytes is < JournalOptions.MinSegmentSizeBytes or > JournalOptions.MaxSegmentSizeBytes)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.SegmentSizeBytes, $"SegmentSizeBytes is from {JournalOptions.MinSegmentSizeBytes} to {JournalOptions.MaxSegmentSizeBytes}.");
        }

        _layout = new JournalLayout(options.Directory, disk);
        _tenure = tenure;
        _root = options.Directory;
        _options = options = options with { Directory = _layout.EpochPath(tenure.Fence.Epoch) };
        var time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        _segments = new JournalSegments(options, disk);
        _fence = new JournalFence(options.Directory, tenure, disk);
        _guard = new DirectoryGuard(options.Directory, tenure.Fence.Epoch);
        var committer = new JournalCommitter(disk, _segments, _fence, time, () => _reclaimer!.Wake());
        _writer = new JournalWriter(options, _segments, committer, _fence, _producers, _logger, () => _reclaimer!.Press());
        _catalogue = new JournalCatalogue(_writer, _segments);
        Transactions = new JournalTransactionStore(_writer, _catalogue, _branches);
        var file = new CheckpointWriter(disk, _catalogue, _producers, _branches, () => _writer.Sequence);
        _checkpointer = new Checkpointer(options, disk, _segments, _writer, file, _logger);
        var compactor = new SegmentCompactor(_segments, _catalogue, _writer);
        _reclaimer = new SegmentReclaimer(options, _segments, _writer, _checkpointer, compactor, _fence, time, _logger);
    }

    public IReadOnlyCollection<Destination> Destinations => _catalogue.Destinations;

    public ITransactionStore Transactions { get; }

    public IJobSchedulerStore Jobs => _catalogue.Jobs;

    public StoreUsage Usage => new(_segments.UsedBytes, _options.StoreLimitBytes, _writer.WriteError);

    public Task WhenSpaceFreedAsync() => _writer.Space.WhenRaisedAsync();

    /// <summary>For tests: compaction, checkpoints and reclaiming, now and in full.</summary>
    internal SegmentReclaimer Reclaimer => _reclaimer;

    internal JournalWriter Writer => _writer;

    public ValueTask<RecoveryReport> OpenAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            EnterEpoch();
            var orderly = _guard.Take();
            var damage = new List<string>();
            var found = new JournalRecovery(_options, _segments, _catalogue, _producers, _branches, orderly, damage).Run();
            DropGarbage();
            _checkpointer.Start(found.Checkpoints, found.LastCheckpointNumber, found.ReplayedBytes);
            _writer.Start(found.End, found.Sequence);
            _guard.ForgetOthers();
            _reclaimer.Start();
            _open = true;
            return ValueTask.FromResult(Report(found, damage, Stopwatch.GetElapsedTime(started)));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException and not StoreException)
        {
            if (_entered && _fence.Explain(e) is FencedException fenced) throw fenced;
            throw new StoreException($"The journal directory {_root} cannot be used: {e.Message}", e);
        }
    }

    // Indexes that grow leave their smaller selves behind, which a quiet broker would keep for hours. Few and large objects: it is quick.
    private void DropGarbage()
    {
        if (_catalogue.Jobs.Count > LargeIndex) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    public IMessageStore OpenQueue(Destination queue) => _catalogue.OpenQueue(queue);

    public ITopicMessageStore OpenTopic(Destination topic) => _catalogue.OpenTopic(topic);

    public ValueTask RemoveDestinationAsync(Destination destination) => _catalogue.RemoveAsync(destination);

    public long NextSequence() => _writer.NextSequence();

    public long GetLastProducerSequence(ProducerId producer) => _producers.Find(producer);

    public ValueTask FlushAsync() => _writer.FlushAsync();

    /// <summary>Writes what was handed over, and a checkpoint, so that the next opening replays nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_open)
        {
            _open = false;
            _fence.StopWaiting();
            await _reclaimer.StopAsync().ConfigureAwait(false);
            await FinishAsync().ConfigureAwait(false);
        }

        _reclaimer.Dispose();
        _segments.Dispose();
        _guard.Dispose();
        _fence.Dispose();
    }

    // Only the lock makes directories of later epochs. The first is also had without it, by those who have a journal to themselves; nobody
    // makes one anew, else a master that woke up late would find itself in place.
    private void EnterEpoch()
    {
        var isThere = Directory.Exists(_options.Directory);
        if (!isThere)
        {
            _layout.Begin();
            isThere = Directory.Exists(_options.Directory) || (_tenure.Fence.Epoch == 1 && _layout.TryAdvance(epoch: 0));
        }

        _entered = true;
        if (!isThere) throw _fence.Explain(new DirectoryNotFoundException(_options.Directory));
    }

    private async Task FinishAsync()
    {
        try
        {
            await _writer.FlushAsync().ConfigureAwait(false);
            await _writer.StopAsync().ConfigureAwait(false);
            _checkpointer.Take(clean: true);
        }
        catch (Exception e) when (StorageErrors.IsStorage(e))
        {
            await _writer.StopAsync().ConfigureAwait(false);
            JournalLog.HousekeepingFailed(_logger, e.Message, e);
        }
    }

    private RecoveryReport Report(RecoveredJournal found, List<string> damage, TimeSpan duration)
    {
        var messages = _catalogue.Stores.Sum(store => store.Count);
        foreach (var sentence in damage)
        {
            JournalLog.Damaged(_logger, sentence);
        }

        JournalLog.Opened(_logger, _options.Directory, messages, (long)duration.TotalMilliseconds, found.Records, found.TornTailBytes);
        return new RecoveryReport(messages, found.Records, found.TornTailBytes, damage, duration);
    }
}
