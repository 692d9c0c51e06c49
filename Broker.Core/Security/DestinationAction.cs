namespace Broker.Core.Security;

/// <summary>What a client wants to do with a destination. Read, write and admin rights as in ActiveMQ.</summary>
public enum DestinationAction
{
    /// <summary>Consume or browse: the right to read.</summary>
    Read,

    /// <summary>Send: the right to write.</summary>
    Write,

    /// <summary>Make it, also by sending to it first: the right to administer.</summary>
    Create,

    /// <summary>Delete it: the right to administer.</summary>
    Remove,

    /// <summary>Command the part of the broker that the destination stands for, such as the scheduler: the right to administer.</summary>
    Administer,
}
