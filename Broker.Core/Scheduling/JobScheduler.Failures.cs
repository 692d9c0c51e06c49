namespace Broker.Core.Scheduling;

/// <content>What becomes of messages that their destination does not take.</content>
public sealed partial class JobScheduler
{
    /// <summary>After so many failures a message goes to the dead-letter queue: the pauses between them add up to half a minute.</summary>
    private const int Attempts = 6;

    private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(1);

    // Of jobs that failed last time; in memory alone, so another master begins to count anew.
    private readonly Dictionary<string, int> _failures = new(StringComparer.Ordinal);

    // An ordinary turn, which has no failures to forget, costs nothing here.
    private void Forgive(List<JobTurn> turns, IReadOnlyList<UndeliveredJob> failed)
    {
        if (_failures.Count == 0) return;
        var still = failed.Select(static undelivered => undelivered.Turn.Job.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var turn in turns)
        {
            if (!still.Contains(turn.Job.Id)) _failures.Remove(turn.Job.Id);
        }
    }

    private List<JobTurn> Postpone(IReadOnlyList<UndeliveredJob> failed)
    {
        var turns = new List<JobTurn>(failed.Count);
        foreach (var (turn, reason) in failed) turns.Add(Postpone(turn, reason));
        return turns;
    }

    private JobTurn Postpone(JobTurn turn, string reason)
    {
        var job = turn.Job;
        var attempt = _failures.GetValueOrDefault(job.Id) + 1;
        if (attempt >= Attempts)
        {
            _failures.Remove(job.Id);
            SchedulingLog.Buried(_logger, job.Id, reason);
            return turn with { Cause = reason };
        }

        _failures[job.Id] = attempt;
        var pause = _firstPause * (1 << (attempt - 1));
        SchedulingLog.Undelivered(_logger, job.Id, attempt, Attempts, pause.TotalSeconds, reason);
        return new() { Job = job, Next = job with { Due = Now + (long)pause.TotalMilliseconds } };
    }
}
