namespace Broker.Core.Messages;

/// <summary>Which of the JMS body types a message carries. The numbers reach disk: append, never renumber.</summary>
public enum MessageKind : byte
{
    /// <summary>Headers and properties, no body.</summary>
    Plain = 0,
    Bytes = 1,
    Map = 2,
    Object = 3,
    Stream = 4,
    Text = 5,

    /// <summary>The body lies elsewhere; see <see cref="Message.Blob"/>.</summary>
    Blob = 6,
}
