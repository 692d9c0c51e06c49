using Broker.Core.Security;

namespace Broker.Web.Hosting;

/// <summary>How an attempt to sign in ended.</summary>
/// <param name="User">Who it is; null when name and password do not belong together, or were not even looked at.</param>
/// <param name="Wait">How long this name from this address has to wait before it is looked at again; zero when it was.</param>
public readonly record struct SignInAttempt(User? User, TimeSpan Wait);
