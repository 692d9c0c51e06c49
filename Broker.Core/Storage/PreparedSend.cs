using Broker.Core.Messages;

namespace Broker.Core.Storage;

/// <summary>A message that a prepared branch will append.</summary>
/// <param name="Home">The queue or topic it goes to. Which durable subscriptions get it is decided when the branch commits.</param>
/// <param name="Message">The message; it has no sequence yet.</param>
/// <param name="SenderClientId">For durable subscriptions that leave out what their own client sends; null when unknown.</param>
public sealed record PreparedSend(Destination Home, Message Message, string? SenderClientId = null);
