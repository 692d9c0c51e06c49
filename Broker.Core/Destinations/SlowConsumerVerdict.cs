namespace Broker.Core.Destinations;

/// <summary>What is to be done about a consumer that has been judged.</summary>
public enum SlowConsumerVerdict
{
    /// <summary>Nothing.</summary>
    Keep,

    /// <summary>Its client is to be told to close it.</summary>
    Abort,

    /// <summary>Its client was told and has not done it: what it holds is to be taken back.</summary>
    Remove,
}
