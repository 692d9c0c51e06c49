using System.ComponentModel;

namespace Broker.Web.Api.Contracts;

/// <summary>What became of a selection of messages.</summary>
public sealed record MessagesSentContract(
    [property: Description("Messages that went, or would go.")] long Messages,
    [property: Description("They were counted and stay.")] bool DryRun);
