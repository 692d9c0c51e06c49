namespace Broker.Core.Destinations;

/// <summary>How many open producers name a destination. Any thread may count.</summary>
/// <remarks>A destination that is deleted under its producers leaves this to the next one of its name.</remarks>
public sealed class ProducerCount
{
    private int _value;

    public int Value => Volatile.Read(ref _value);

    public void Add() => Interlocked.Increment(ref _value);

    public void Remove() => Interlocked.Decrement(ref _value);
}
