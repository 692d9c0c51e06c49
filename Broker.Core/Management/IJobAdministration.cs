using Broker.Core.Security;

namespace Broker.Core.Management;

/// <summary>What people and programs may see of scheduled messages and do to them; part of <see cref="IBrokerAdministration"/>.</summary>
/// <remarks>Commands take turns with deliveries: a job that is just being delivered is changed afterwards, if it is still there.</remarks>
public interface IJobAdministration
{
    /// <summary>A page of the jobs that wait, the next one due first, without their bodies.</summary>
    /// <exception cref="CommandRefusedException">The query is wrong, or the store cannot be read.</exception>
    ValueTask<JobPage> ListJobsAsync(User caller, JobQuery query, CancellationToken cancellationToken);

    /// <summary>One job with its message; null when there is none of that id, any more or at all.</summary>
    /// <exception cref="CommandRefusedException">The store cannot be read.</exception>
    ValueTask<JobView?> FindJobAsync(User caller, string id, CancellationToken cancellationToken);

    /// <summary>Takes a job out for good.</summary>
    /// <exception cref="CommandRefusedException">The role may not, or there is no such job.</exception>
    ValueTask RemoveJobAsync(User caller, string id, CancellationToken cancellationToken);

    /// <summary>Takes out for good what is due in a time; both ends count, and null is without end.</summary>
    /// <returns>How many jobs there were.</returns>
    /// <exception cref="CommandRefusedException">The role may not, or the end is before the start.</exception>
    ValueTask<long> RemoveJobsAsync(User caller, DateTimeOffset? from, DateTimeOffset? through, CancellationToken cancellationToken);

    /// <summary>Delivers now and not at the next time; then goes on as scheduled.</summary>
    /// <exception cref="CommandRefusedException">The role may not, there is no such job, or it is paused.</exception>
    ValueTask RunJobAsync(User caller, string id, CancellationToken cancellationToken);

    /// <summary>Leaves a job out until it is resumed.</summary>
    /// <exception cref="CommandRefusedException">The role may not, or there is no such job.</exception>
    ValueTask PauseJobAsync(User caller, string id, CancellationToken cancellationToken);

    /// <summary>Lets a job go on; when its time has passed it is delivered at once.</summary>
    /// <exception cref="CommandRefusedException">The role may not, or there is no such job.</exception>
    ValueTask ResumeJobAsync(User caller, string id, CancellationToken cancellationToken);

    /// <summary>Moves the next delivery; what comes after it follows from that.</summary>
    /// <exception cref="CommandRefusedException">The role may not, there is no such job, or the time has passed.</exception>
    ValueTask RescheduleJobAsync(User caller, string id, DateTimeOffset due, CancellationToken cancellationToken);
}
