namespace Broker.Tests.Fixtures;

/// <summary>What the fake broker looks like.</summary>
public enum FakeScene
{
    /// <summary>Hundreds of queues, moving numbers.</summary>
    Busy,

    /// <summary>A first start: nothing there.</summary>
    Empty,

    /// <summary>Busy, with a failing store, damage and blocked producers.</summary>
    Troubled,

    /// <summary>Waiting for the store that another node holds.</summary>
    Slave,
}
