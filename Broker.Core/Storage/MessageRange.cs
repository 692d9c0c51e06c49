namespace Broker.Core.Storage;

/// <summary>Which messages to read: a page by key.</summary>
/// <param name="After">Only sequences larger than this; 0 starts at the first message.</param>
/// <param name="MaxMessages">At most so many.</param>
/// <param name="MaxBytes">Stop when the sum of their sizes has reached this; at least one message is read.</param>
/// <param name="Priority">Only messages of this priority (0 to 9); null reads all.</param>
public readonly record struct MessageRange(long After, int MaxMessages, long MaxBytes = long.MaxValue, byte? Priority = null);
