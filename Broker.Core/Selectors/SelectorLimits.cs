namespace Broker.Core.Selectors;

/// <summary>Ceilings that keep one consumer's selector from costing the broker more than a selector should.</summary>
internal static class SelectorLimits
{
    /// <summary>Longest selector text. Unit: characters.</summary>
    public const int TextLength = 64 * 1024;

    /// <summary>Deepest nesting of parentheses, NOT, signs, calls and left-to-right chains; parsing and evaluating recurse this far.</summary>
    /// <remarks>AND and OR chains count once, however long they are.</remarks>
    public const int Depth = 200;

    /// <summary>Longest text made by concatenation or REPLACE; a longer one is unknown. Unit: characters.</summary>
    public const int ProducedTextLength = 1024 * 1024;

    /// <summary>Longest XPath expression. Unit: characters.</summary>
    public const int XPathLength = 4 * 1024;

    /// <summary>Longest body an XPath is evaluated on; a longer one does not match. Unit: characters.</summary>
    public const int XPathBodyLength = 8 * 1024 * 1024;

    /// <summary>Longest time one regular expression may take on one message, which then does not match.</summary>
    public static readonly TimeSpan RegexTimeout = TimeSpan.FromMilliseconds(250);
}
