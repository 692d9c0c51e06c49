using System.ComponentModel;

namespace Broker.Web.Api.Contracts;

/// <summary>What is to become of a job: exactly one of these.</summary>
public sealed record JobChangeContract(
    [property: Description("true leaves it out until it is resumed, false resumes it.")] bool? IsPaused = null,
    [property: Description("When it is to be delivered next.")] DateTimeOffset? Due = null,
    [property: Description("true delivers it now; then it goes on as scheduled.")] bool? RunNow = null);
