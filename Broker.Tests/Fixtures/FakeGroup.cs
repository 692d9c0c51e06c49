using Broker.Core.Management;

namespace Broker.Tests.Fixtures;

/// <summary>The nodes that a pretended broker belongs to; one of them is this one, and hands over when it is told to.</summary>
internal sealed class FakeGroup(FakeScene scene, TimeProvider time)
{
    public const string This = "broker-a:8161";
    private const string Second = "broker-b:8161";
    private const string Third = "broker-c:8161";
    private const string BehindFailure = "The last master, broker-b:8161, was not seen for 10 s.";

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private readonly string[] _names = scene switch
    {
        FakeScene.Busy => [This, Second, Third],
        FakeScene.Slave => [This, Second],
        _ => [This],
    };

    private readonly List<RoleChange> _history = PastOf(scene, time.GetUtcNow());
    private long _epoch = scene == FakeScene.Empty ? 1 : 12;

    public string Master { get; private set; } = scene == FakeScene.Slave ? Second : This;

    public AvailabilityView Describe()
    {
        var now = time.GetUtcNow();
        var last = _history.First(change => change.Node == This);
        return new()
        {
            Role = last.Role,
            Reason = last.Reason,
            Since = last.At,
            Epoch = _epoch,
            LeaseLeft = last.Role == BrokerRole.Master ? Lease - TimeSpan.FromMilliseconds(now.ToUnixTimeMilliseconds() % 3_300) : null,
            StoreProblem = scene == FakeScene.Troubled ? "The database server db:3306 does not answer; it is asked again every second." : null,
            Nodes = [.. _names.Select(View)],
            History = _history,
        };
    }

    public void SwitchOver(string caller, string? node)
    {
        if (Master != This) throw new CommandRefusedException(CommandRefusal.NotServing, $"{This} is a slave; {Master} is master.");
        var next = node ?? Array.Find(_names, name => name != This);
        if (next is null or This || !_names.Contains(next, StringComparer.Ordinal))
        {
            throw new CommandRefusedException(CommandRefusal.Conflict, $"There is no slave {next}.");
        }

        (Master, _epoch) = (next, _epoch + 1);
        _history.Insert(0, new(time.GetUtcNow(), This, BrokerRole.Slave, $"{caller} handed the store to {next}.", _epoch - 1));
        _history.Insert(0, new(time.GetUtcNow(), next, BrokerRole.Master, $"{caller} handed the store over from {This}.", _epoch));
    }

    private static List<RoleChange> PastOf(FakeScene scene, DateTimeOffset now)
    {
        var first = new RoleChange(now - TimeSpan.FromSeconds(40), This, BrokerRole.Master, null, 1);
        if (scene == FakeScene.Empty) return [first];
        var turn = now - TimeSpan.FromHours(53);
        return scene == FakeScene.Slave
            ?
            [
                new(turn, This, BrokerRole.Slave, $"{Second} holds the store.", null),
                new(turn - TimeSpan.FromMinutes(4), Second, BrokerRole.Master, $"The last master, {This}, gave the store back.", 12),
            ]
            :
            [
                new(turn + TimeSpan.FromMinutes(2), Second, BrokerRole.Slave, $"{This} holds the store.", null),
                new(turn, This, BrokerRole.Master, BehindFailure, 12),
                new(turn - TimeSpan.FromDays(6), This, BrokerRole.Slave, "admin handed the store to broker-b:8161.", 10),
                new(turn - TimeSpan.FromDays(6), Second, BrokerRole.Master, $"admin handed the store over from {This}.", 11),
                first with { At = turn - TimeSpan.FromDays(41) },
            ];
    }

    private NodeView View(string name)
    {
        var host = name.Split(':')[0];
        return new(name, name == Master ? "Master" : "Slave", name == This, [$"tcp://{host}:61616", $"stomp://{host}:61613"], $"http://{host}:8161");
    }
}
