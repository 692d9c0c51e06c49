namespace Broker.Core.Selectors;

/// <summary>What a selector reads of a message.</summary>
/// <remarks>A selector may be evaluated by several threads at once, each with its own subject or sharing one.</remarks>
public interface ISelectorSubject
{
    /// <summary>Value of a header (<c>JMSPriority</c>, <c>JMSType</c>, ...) or of an application property.</summary>
    /// <param name="identifier">The name as written in the selector; names are case-sensitive.</param>
    /// <returns><see cref="SelectorValue.Unknown"/> when the message has no such header or property.</returns>
    SelectorValue GetValue(string identifier);

    /// <summary>The body as text, asked for by <c>XPATH</c> only; null when the body is not text.</summary>
    string? GetBodyText();
}
