namespace Broker.Core.Storage;

/// <summary>A node as the store knows it.</summary>
/// <param name="Beat">What it told last.</param>
/// <param name="Beats">How often it has told; a number that stands still is a node that is gone.</param>
public sealed record NodeEntry(NodeBeat Beat, long Beats);
