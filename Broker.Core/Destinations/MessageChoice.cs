using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Broker.Core.Messages;
using Broker.Core.Selectors;

namespace Broker.Core.Destinations;

/// <summary>Which of a queue's waiting messages a person means; what consumers hold is never meant.</summary>
public sealed class MessageChoice
{
    private readonly FrozenSet<string> _ids;
    private readonly Selector? _selector;

    private MessageChoice(IEnumerable<string> ids, Selector? selector, long most)
    {
        _ids = ids.ToFrozenSet(StringComparer.Ordinal);
        _selector = selector;
        Most = most;
    }

    /// <summary>At most so many, oldest first.</summary>
    public long Most { get; }

    /// <summary>A choice of messages that fulfil everything given.</summary>
    /// <param name="messageIds">JMS message ids; empty means any.</param>
    /// <param name="selector">JMS selector; null or empty means any.</param>
    /// <param name="most">At most so many; null means all.</param>
    /// <param name="choice">Null when the selector is none.</param>
    /// <param name="error">What is wrong with the selector; empty when nothing is.</param>
    public static bool TryCreate(
        IReadOnlyCollection<string> messageIds, string? selector, long? most, [NotNullWhen(true)] out MessageChoice? choice, out string error)
    {
        (choice, error) = (null, "");
        try
        {
            choice = new(messageIds, Selector.ParseOrNull(selector), most ?? long.MaxValue);
            return true;
        }
        catch (InvalidSelectorException e)
        {
            error = e.Message;
            return false;
        }
    }

    internal bool Includes(Message message) =>
        (_ids.Count == 0 || _ids.Contains(message.Id.ToString()))
        && (_selector is null || MessageSelectorSubject.Matches(_selector, message, message.RedeliveryCounter));
}
