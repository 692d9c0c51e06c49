using Broker.Core.Configuration;

namespace Broker.Core.Scheduling;

/// <summary>What the scheduler needs to know of the configuration.</summary>
/// <param name="IsEnabled">Off: messages that ask for a later time are delivered at once, and jobs that wait stay where they are.</param>
/// <param name="MaxRepeat">Most repeats that a message may ask for.</param>
/// <param name="MissedFires">What becomes of times that passed while no node served.</param>
public sealed record JobSchedulerOptions(bool IsEnabled = true, int MaxRepeat = 1000, MissedFirePolicy MissedFires = MissedFirePolicy.Once);
