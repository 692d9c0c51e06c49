using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>One acknowledgement of a run of delivered messages.</summary>
/// <param name="Kind">What it says of them.</param>
/// <param name="First">First of the run; null means the oldest delivered.</param>
/// <param name="Last">Last of the run.</param>
/// <param name="Count">How many the client counts in the run.</param>
/// <param name="PoisonCause">Why they cannot be processed, for <see cref="AcknowledgeKind.Poison"/>.</param>
public readonly record struct Acknowledgement(
    AcknowledgeKind Kind,
    MessageId? First,
    MessageId? Last,
    int Count,
    string? PoisonCause = null);
