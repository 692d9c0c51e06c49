namespace Broker.Core.Selectors;

/// <summary>One word of a selector.</summary>
/// <remarks>A class, to keep the parser's recursion small on the stack.</remarks>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Index of its first character.</param>
/// <param name="Length">Its characters in the selector, quotes included; 0 at the end of the text.</param>
/// <param name="Value">The number, the text without quotes, or the identifier's name; unknown for other kinds.</param>
internal sealed record SelectorToken(SelectorTokenKind Kind, int Start, int Length, SelectorValue Value);
