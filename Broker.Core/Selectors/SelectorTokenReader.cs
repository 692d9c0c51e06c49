namespace Broker.Core.Selectors;

/// <summary>The parser's place in the selector: the current token, and the errors that name it.</summary>
internal sealed class SelectorTokenReader
{
    private readonly string _text;
    private readonly SelectorTokenizer _tokenizer;

    public SelectorTokenReader(string text, int start)
    {
        _text = text;
        _tokenizer = new SelectorTokenizer(text, start);
        Current = _tokenizer.Next();
    }

    public SelectorToken Current { get; private set; }

    public ReadOnlySpan<char> CurrentText => _text.AsSpan(Current.Start, Current.Length);

    /// <summary>Steps to the next token and gives the one left behind.</summary>
    public SelectorToken Advance()
    {
        var taken = Current;
        Current = _tokenizer.Next();
        return taken;
    }

    /// <summary>Steps over the current token if it is of this kind.</summary>
    public bool TryTake(SelectorTokenKind kind)
    {
        var found = Current.Kind == kind;
        if (found)
        {
            Advance();
        }

        return found;
    }

    /// <exception cref="InvalidSelectorException">The current token is of another kind.</exception>
    public void Take(SelectorTokenKind kind, string wanted)
    {
        if (!TryTake(kind))
        {
            throw Expected(wanted);
        }
    }

    /// <exception cref="InvalidSelectorException">The current token is not a string literal.</exception>
    public string TakeString() =>
        Current.Kind == SelectorTokenKind.String ? Advance().Value.AsString! : throw Expected("a string literal");

    /// <summary>An error at the current token.</summary>
    public InvalidSelectorException Expected(string wanted)
    {
        var found = Current.Kind == SelectorTokenKind.End
            ? "the end of the selector"
            : Quote(Current.Start, Current.Start + Current.Length);
        return new InvalidSelectorException(Current.Start + 1, $"expected {wanted}, found {found}");
    }

    /// <summary>What was read since a token, shortened to fit an error.</summary>
    public string QuoteSince(SelectorToken token) => Quote(token.Start, Current.Start);

    private string Quote(int start, int end)
    {
        const int Longest = 40;
        var found = _text.AsSpan(start, end - start).TrimEnd();
        return found.Length <= Longest ? found.ToString() : $"{found[..Longest]}...";
    }
}
