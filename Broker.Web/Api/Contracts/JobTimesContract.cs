using System.ComponentModel;

namespace Broker.Web.Api.Contracts;

/// <summary>A time in which jobs are due; both ends count.</summary>
public sealed record JobTimesContract(
    [property: Description("Null: without beginning.")] DateTimeOffset? From = null,
    [property: Description("Null: without end.")] DateTimeOffset? Through = null);
