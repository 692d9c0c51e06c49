using System.Text.RegularExpressions;
using Broker.Core.Selectors.Expressions;

namespace Broker.Core.Selectors;

/// <summary>A parsed message selector: decides which messages a consumer is given.</summary>
/// <remarks>
/// Immutable; may be used by any number of threads at once. Evaluation allocates nothing, except for text
/// concatenation, the functions and XPATH.
/// Source: JMS 1.1 section 3.8.1, with the extensions of ActiveMQ: % (remainder), text concatenation, REGEX, INLIST,
/// MAKELIST, SPLIT, REPLACE, XPATH and the prefix <c>convert_string_expressions:</c>.
/// </remarks>
public sealed class Selector
{
    private readonly Condition _condition;

    private Selector(string text, Condition condition)
    {
        Text = text;
        _condition = condition;
    }

    /// <summary>The selector as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a selector.</summary>
    /// <param name="text">
    /// The selector; 64 K characters and 200 levels of nesting at most. Begun with <c>convert_string_expressions:</c>,
    /// text is compared with numbers and truth values by reading it as one.
    /// </param>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    /// <exception cref="InvalidSelectorException">The text is blank, breaks the language or exceeds a limit.</exception>
    public static Selector Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Selector(text, SelectorParser.Parse(text));
    }

    /// <summary>Reads a selector that may be missing: null or blank text means none, and gives null.</summary>
    /// <remarks>Source: as ActiveMQ's ActiveMQMessageConsumer.</remarks>
    /// <exception cref="InvalidSelectorException">As <see cref="Parse"/>.</exception>
    public static Selector? ParseOrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : Parse(text);

    /// <summary>True when the selector is true of the message; false when it is false or unknown.</summary>
    /// <remarks>Throws nothing of its own: what cannot be computed is unknown.</remarks>
    public bool Matches(ISelectorSubject subject)
    {
        try
        {
            return _condition.Test(subject) == true;
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <summary>The selector as it was written.</summary>
    public override string ToString() => Text;
}
