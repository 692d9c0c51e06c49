namespace Broker.Core.Security;

/// <summary>Whether somebody may do something.</summary>
/// <param name="Allowed">The answer.</param>
/// <param name="By">What gives or withholds it, in one sentence.</param>
public readonly record struct RightsAnswer(bool Allowed, string By);
