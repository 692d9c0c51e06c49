using Broker.Core.Messages;
using Broker.Core.Security;

namespace Broker.Core.Management;

/// <summary>What one user may do with one destination, and why.</summary>
/// <param name="User">Whom it is about.</param>
/// <param name="Destination">Which one.</param>
/// <param name="Read">Consume and browse.</param>
/// <param name="Write">Send.</param>
/// <param name="Admin">Create and delete.</param>
public sealed record EffectivePermissionView(User User, Destination Destination, RightsAnswer Read, RightsAnswer Write, RightsAnswer Admin);
