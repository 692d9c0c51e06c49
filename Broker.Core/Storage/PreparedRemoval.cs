namespace Broker.Core.Storage;

/// <summary>A message that a prepared branch will remove.</summary>
/// <param name="Store">Where it lies.</param>
/// <param name="Message">Which one.</param>
public readonly record struct PreparedRemoval(IMessageStore Store, MessageKey Message);
