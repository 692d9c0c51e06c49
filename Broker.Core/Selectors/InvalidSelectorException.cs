namespace Broker.Core.Selectors;

/// <summary>A selector's text breaks the language, or a limit on it.</summary>
/// <remarks>Source: JMS 1.1 section 3.8.1 (syntax) and its InvalidSelectorException.</remarks>
public sealed class InvalidSelectorException : Exception
{
    /// <summary>Says what is wrong and where.</summary>
    /// <param name="position">First character at fault, counted from 1.</param>
    /// <param name="problem">What was expected, or why the text is refused.</param>
    /// <param name="innerException">The error of a pattern or XPath engine, if one found the fault.</param>
    public InvalidSelectorException(int position, string problem, Exception? innerException = null)
        : base($"Invalid selector at position {position}: {problem}", innerException)
    {
        Position = position;
    }

    /// <summary>First character at fault, counted from 1 in the text as given to <see cref="Selector.Parse"/>.</summary>
    public int Position { get; }
}
