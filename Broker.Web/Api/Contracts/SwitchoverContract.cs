using System.ComponentModel;

namespace Broker.Web.Api.Contracts;

/// <summary>Which node is to serve from now on.</summary>
public sealed record SwitchoverContract(
    [property: Description("The slave that is to follow; null takes the one that told last that it lives.")] string? Node = null);
