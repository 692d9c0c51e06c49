using Broker.Core.Configuration;
using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Availability;

/// <summary>The nodes on one store: tells the others every second that this one lives, and knows who else does.</summary>
/// <remarks>
/// A node counts as alive while its entry moves, measured by this node's own clock; at first sight it has the benefit of the doubt. While
/// the registry is out of reach the group stays as it was seen last. Members may be read from any thread.
/// </remarks>
public sealed class NodeGroup
{
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _answerLimit = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly Guid _incarnation = Guid.NewGuid();
    private readonly BrokerOptions _options;
    private readonly NodeState _state;
    private readonly INodeRegistry _registry;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Dictionary<string, NodeMember> _members = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<NodeBeat> _alive = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NodeMember? _namesake;
    private long _observed;
    private volatile string? _problem;

    /// <param name="options">Names the group and this node.</param>
    /// <param name="state">What this node tells of itself.</param>
    /// <param name="registry">Where the nodes tell.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where trouble with the registry is told.</param>
    public NodeGroup(BrokerOptions options, NodeState state, INodeRegistry registry, TimeProvider time, ILogger logger)
    {
        _options = options;
        _state = state;
        _registry = registry;
        _time = time;
        _logger = logger;
        _observed = time.GetTimestamp();
    }

    /// <summary>Where clients reach this node, or would if it served.</summary>
    public IReadOnlyList<string> ClientUris { get; set; } = [];

    /// <summary>Where its console is; empty when it has none.</summary>
    public string ConsoleUri { get; set; } = "";

    /// <summary>The nodes that are alive, by name; this one too once it has told.</summary>
    public IReadOnlyList<NodeBeat> Alive => _alive;

    /// <summary>The slaves that are alive, this node left out; the one that told last comes first.</summary>
    public IReadOnlyList<NodeBeat> Slaves
    {
        get
        {
            lock (_lock)
            {
                return
                [
                    .. from member in _members.Values
                       where member.IsAlive && !IsThis(member.Beat) && IsSlave(member.Beat)
                       orderby member.Silence
                       select member.Beat,
                ];
            }
        }
    }

    /// <summary>Why the other nodes cannot be seen, in one sentence; null when they can.</summary>
    public string? Problem => _problem;

    /// <summary>Completes with the next change among the nodes that are alive, or of what one of them tells.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock) return _changed.Task;
        }
    }

    /// <summary>Takes part until it is cancelled.</summary>
    /// <exception cref="StartupException">Another node of the group lives under this one's name, and this one does not serve.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var changed = _state.Changed;
            try
            {
                await TakePartAsync(cancellationToken).ConfigureAwait(false);
                _problem = null;
            }
            catch (Exception e) when (e is IOException or TimeoutException)
            {
                if (_problem is null) AvailabilityLog.RegistryFailed(_logger, e.Message);
                _problem = e.Message;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            // A new role is told at once: others wait for it.
            await Task.WhenAny(changed, Task.Delay(_period, _time, cancellationToken)).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until so many slaves are alive.</summary>
    public Task WhenSlavesAsync(int count, CancellationToken cancellationToken) => WhenAsync(() => Slaves.Count >= count, cancellationToken);

    /// <summary>Waits until fewer slaves are alive.</summary>
    public Task WhenFewerSlavesAsync(int count, CancellationToken cancellationToken) => WhenAsync(() => Slaves.Count < count, cancellationToken);

    /// <summary>What a node told, read from the registry now; null when it is not there.</summary>
    /// <exception cref="StoreException">The store cannot be reached.</exception>
    public async ValueTask<NodeBeat?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var entries = await _registry.ReadAsync(cancellationToken).ConfigureAwait(false);
        return entries.FirstOrDefault(entry => string.Equals(entry.Beat.Name, name, StringComparison.Ordinal))?.Beat;
    }

    /// <summary>Takes this node out of the group; a registry that is out of reach forgets it by itself.</summary>
    public async ValueTask LeaveAsync()
    {
        try
        {
            await _registry.LeaveAsync(_options.NodeName, _incarnation, CancellationToken.None).AsTask().WaitAsync(_period, _time).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            AvailabilityLog.RegistryFailed(_logger, e.Message);
        }
    }

    private bool IsThis(NodeBeat beat) => string.Equals(beat.Name, _options.NodeName, StringComparison.Ordinal);

    private static bool IsSlave(NodeBeat beat) => string.Equals(beat.Role, nameof(BrokerRole.Slave), StringComparison.Ordinal);

    private async Task WhenAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Changed;
            if (condition()) return;
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TakePartAsync(CancellationToken cancellationToken)
    {
        var before = await _registry.ReadAsync(cancellationToken).AsTask().WaitAsync(_answerLimit, _time, cancellationToken).ConfigureAwait(false);
        if (!MayUseName(before))
        {
            Observe(before);
            return;
        }

        var beat = new NodeBeat(_options.NodeName, _incarnation, _state.Role.ToString(), _state.Tenure?.Fence.Epoch, ClientUris, ConsoleUri);
        Observe(await _registry.BeatAsync(beat, cancellationToken).AsTask().WaitAsync(_answerLimit, _time, cancellationToken).ConfigureAwait(false));
    }

    // An entry of this name by another process is watched: one that moves is a living node, one that does not a dead one's.
    private bool MayUseName(IReadOnlyList<NodeEntry> entries)
    {
        var entry = entries.FirstOrDefault(entry => IsThis(entry.Beat));
        if (entry is null || entry.Beat.Incarnation == _incarnation)
        {
            _namesake = null;
            return true;
        }

        if (_namesake is null || _namesake.Beat.Incarnation != entry.Beat.Incarnation)
        {
            _namesake = new(entry);
            return false;
        }

        _namesake.Observe(entry, _time.GetElapsedTime(_observed));
        if (!_namesake.IsAlive) return true;
        if (_namesake.Silence == TimeSpan.Zero) RefuseName(entry.Beat);
        return _state.Role == BrokerRole.Master;
    }

    // Whoever serves keeps the name: the other one sees it move and goes.
    private void RefuseName(NodeBeat other)
    {
        var sentence = $"Broker:NodeName: Two nodes of broker '{_options.BrokerName}' are named '{_options.NodeName}': this one{At(ConsoleUri)} "
            + $"and another{At(other.ConsoleUri)}, which is {other.Role}; give each its own name.";
        if (_state.Role != BrokerRole.Master) throw new StartupException(sentence);
        AvailabilityLog.NameTaken(_logger, sentence);
    }

    private static string At(string uri) => uri.Length > 0 ? $" at {uri}" : "";

    private void Observe(IReadOnlyList<NodeEntry> entries)
    {
        lock (_lock)
        {
            var sinceLast = _time.GetElapsedTime(_observed);
            _observed = _time.GetTimestamp();
            foreach (var gone in _members.Keys.Except(entries.Select(entry => entry.Beat.Name), StringComparer.Ordinal).ToList()) _members.Remove(gone);
            foreach (var entry in entries)
            {
                if (_members.TryGetValue(entry.Beat.Name, out var member)) member.Observe(entry, sinceLast);
                else _members.Add(entry.Beat.Name, new(entry));
            }

            Publish([.. _members.Values.Where(member => member.IsAlive).Select(member => member.Beat).OrderBy(beat => beat.Name, StringComparer.Ordinal)]);
        }
    }

    private void Publish(IReadOnlyList<NodeBeat> alive)
    {
        if (alive.Count == _alive.Count && alive.Zip(_alive).All(pair => IsSame(pair.First, pair.Second))) return;
        _alive = alive;
        _changed.SetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    // Records compare their lists by reference.
    private static bool IsSame(NodeBeat one, NodeBeat other) =>
        one with { ClientUris = other.ClientUris } == other && one.ClientUris.SequenceEqual(other.ClientUris, StringComparer.Ordinal);
}
