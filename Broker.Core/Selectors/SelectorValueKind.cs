namespace Broker.Core.Selectors;

/// <summary>The types a selector tells apart; values of different kinds are never equal, but for the two numeric ones.</summary>
/// <remarks>Source: JMS 1.1 section 3.8.1.1.</remarks>
public enum SelectorValueKind
{
    /// <summary>Absent or null; makes comparisons and arithmetic unknown.</summary>
    Unknown = 0,

    /// <summary>TRUE or FALSE.</summary>
    Boolean = 1,

    /// <summary>An exact number: byte, short, int or long.</summary>
    Long = 2,

    /// <summary>An approximate number: float or double.</summary>
    Double = 3,

    /// <summary>Text; compared character by character, without culture.</summary>
    String = 4,

    /// <summary>Present, but nothing a selector can compare: bytes, a list, a map.</summary>
    Other = 5,
}
