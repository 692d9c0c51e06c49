using System.ComponentModel;

namespace Broker.Web.Api.Contracts;

/// <summary>What a removal did.</summary>
public sealed record JobRemovalsContract([property: Description("Jobs that are gone for good.")] long Removed);
