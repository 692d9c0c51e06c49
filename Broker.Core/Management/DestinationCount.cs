namespace Broker.Core.Management;

/// <summary>A number of messages of one destination.</summary>
/// <param name="Destination">With its kind before it, as in <c>queue://orders</c>.</param>
/// <param name="Messages">How many.</param>
public sealed record DestinationCount(string Destination, int Messages);
