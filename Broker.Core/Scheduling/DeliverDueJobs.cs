namespace Broker.Core.Scheduling;

/// <summary>Carries out turns: all of them in one operation of the store, but those whose message nobody takes.</summary>
/// <returns>The turns left out.</returns>
/// <exception cref="Storage.StoreException">Nothing of any turn happened.</exception>
public delegate ValueTask<IReadOnlyList<UndeliveredJob>> DeliverDueJobs(IReadOnlyList<JobTurn> turns);
