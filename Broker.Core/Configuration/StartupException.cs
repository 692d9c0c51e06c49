namespace Broker.Core.Configuration;

/// <summary>The appliance cannot start as it is configured. Each sentence names what is wrong and the right form.</summary>
/// <remarks>Meant for the person who starts it: shown without a stack trace, then the process ends with code 1.</remarks>
public sealed class StartupException : Exception
{
    public StartupException()
        : this([])
    {
    }

    public StartupException(string sentence)
        : this([sentence])
    {
    }

    public StartupException(string sentence, Exception innerException)
        : base(sentence, innerException) => Sentences = [sentence];

    public StartupException(IReadOnlyList<string> sentences)
        : base(string.Join(Environment.NewLine, sentences)) => Sentences = sentences;

    public IReadOnlyList<string> Sentences { get; }
}
