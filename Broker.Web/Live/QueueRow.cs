using Broker.Core.Management;

namespace Broker.Web.Live;

/// <summary>A queue as last seen.</summary>
/// <param name="Queue">Its numbers.</param>
/// <param name="Gone">It was deleted while its row was held.</param>
public sealed record QueueRow(QueueView Queue, bool Gone = false);
