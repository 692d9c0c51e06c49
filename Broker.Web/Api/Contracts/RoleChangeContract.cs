using System.ComponentModel;

namespace Broker.Web.Api.Contracts;

/// <summary>A node took a role.</summary>
public sealed record RoleChangeContract(
    [property: Description("When, by that node's clock.")] DateTimeOffset At,
    [property: Description("Which node.")] string Node,
    [property: Description("The new role.")] string Role,
    [property: Description("Why, in one sentence; null when there is nothing to say.")] string? Reason,
    [property: Description("The tenure it began or ended; null for none.")] long? Epoch);
