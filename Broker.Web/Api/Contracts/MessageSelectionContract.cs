using System.ComponentModel;
using Broker.Core.Management;

namespace Broker.Web.Api.Contracts;

/// <summary>Which waiting messages of a queue are meant, and where they go. What consumers hold is never meant.</summary>
public sealed record MessageSelectionContract(
    [property: Description("JMS message ids; none given means any.")] IReadOnlyList<string>? MessageIds = null,
    [property: Description("JMS selector; none given means any.")] string? Selector = null,
    [property: Description("At most so many messages, oldest first; null means all.")] long? Most = null,
    [property: Description("Name of the queue they go to; not used by retry, where each goes back to where it died.")] string? Target = null,
    [property: Description("Only count them.")] bool DryRun = false)
{
    internal MessageSelection ToSelection() => new() { MessageIds = MessageIds ?? [], Selector = Selector ?? "", Most = Most };
}
