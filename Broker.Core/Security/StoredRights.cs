using Broker.Core.Configuration;

namespace Broker.Core.Security;

/// <summary>Rights as somebody left them.</summary>
/// <param name="Rights">What holds.</param>
/// <param name="Version">0 while it is what the configuration says; one more with each edit.</param>
/// <param name="By">Who edited last; empty for version 0.</param>
/// <param name="At">When; null for version 0.</param>
public sealed record StoredRights(AuthorizationOptions Rights, int Version, string By, DateTimeOffset? At);
