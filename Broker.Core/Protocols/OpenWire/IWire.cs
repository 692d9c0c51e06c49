namespace Broker.Core.Protocols.OpenWire;

/// <summary>One pass over a command's fields: reading, sizing or writing, in one encoding.</summary>
/// <remarks>
/// A field list (<see cref="OpenWireFields{TWire}"/>) calls one member per field in wire order, each with the
/// field's value. A writing pass writes it and returns it; a reading pass ignores it and returns what it read. So the
/// order of a command's fields is stated once. Implemented by structs, so that each pass is compiled for itself.
/// </remarks>
internal interface IWire
{
    /// <summary>True for a pass that reads; the compiler drops what the other kind needs.</summary>
    static abstract bool Reads { get; }

    int Version { get; }

    bool StackTraceEnabled { get; }

    bool Bool(bool value);

    byte Byte(byte value);

    int Int(int value);

    long Long(long value);

    /// <summary>An int16 number of elements; when read, no more than the frame can hold.</summary>
    int Count(int value);

    string? String(string? value);

    /// <summary>A text that comes again and again, e.g. a connection's id: a reader may return the one it has.</summary>
    string? Name(string? value);

    byte[]? Bytes(byte[]? value);

    /// <summary>The eight bytes before an offer's version.</summary>
    void Magic();

    /// <summary>An object of any type, before which its type travels.</summary>
    T? Nested<T>(T? value)
        where T : class;

    /// <summary>An object that goes through the object cache when there is one.</summary>
    T? Cached<T>(T? value)
        where T : class;

    /// <summary>A connection's or broker's id as plain text, through the cache.</summary>
    string? CachedName(string? value, CommandType type);

    /// <summary>Begins an object of one certain type, whose fields follow when the answer is true.</summary>
    bool Open(bool present, CommandType type);
}
