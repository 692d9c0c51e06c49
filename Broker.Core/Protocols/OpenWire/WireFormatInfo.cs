using System.Buffers.Binary;
using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>The first frame of either side: the version and options it offers.</summary>
/// <remarks>
/// Always in loose encoding without cache. A property that is absent has no say in the negotiation.
/// Source: openwire.md section 2.
/// </remarks>
public sealed class WireFormatInfo : Command
{
    /// <summary>Most properties taken from a peer; as ActiveMQ 5.17.</summary>
    public const int MaxProperties = 4096;

    private IReadOnlyDictionary<string, object?>? _properties;
    private byte[]? _marshalledProperties;

    public override CommandType Type => CommandType.WireFormatInfo;

    public int Version { get; set; }

    /// <summary>The options as they travel, a primitive map; null for none.</summary>
    public byte[]? MarshalledProperties
    {
        get => _marshalledProperties;
        set
        {
            _marshalledProperties = value;
            _properties = null;
        }
    }

    /// <summary>The options by name; setting them encodes them.</summary>
    /// <exception cref="FormatException">The bytes are no primitive map; after reading a frame that is checked.</exception>
    public IReadOnlyDictionary<string, object?> Properties
    {
        get => _properties ??= MessageProperties.ReadAll(_marshalledProperties);
        set
        {
            _marshalledProperties = MessageProperties.Write(value);
            _properties = value;
        }
    }

    public bool CacheEnabled => Flag("CacheEnabled");

    /// <summary>Slots of the object cache; 0 for no preference.</summary>
    public int CacheSize => (int)Math.Clamp(Number("CacheSize") ?? 0, 0, int.MaxValue);

    public bool StackTraceEnabled => Flag("StackTraceEnabled");

    public bool TcpNoDelayEnabled => Flag("TcpNoDelayEnabled");

    public bool TightEncodingEnabled => Flag("TightEncodingEnabled");

    public bool SizePrefixDisabled => Flag("SizePrefixDisabled");

    /// <summary>Silence after which the connection counts as dead; zero for never; null when the peer says nothing.</summary>
    public TimeSpan? MaxInactivityDuration => Milliseconds("MaxInactivityDuration");

    /// <summary>How long that rule waits at first. The wire spells it without the second "i" of "Initial".</summary>
    public TimeSpan? MaxInactivityInitialDelay => Milliseconds("MaxInactivityDurationInitalDelay");

    /// <summary>Bytes of the largest frame; 0 for no preference.</summary>
    public long MaxFrameSize => Math.Max(0, Number("MaxFrameSize") ?? 0);

    /// <summary>The virtual host the client asks for; null for none.</summary>
    public string? Host => Text("Host");

    public string? ProviderName => Text("ProviderName");

    public string? ProviderVersion => Text("ProviderVersion");

    public string? PlatformDetails => Text("PlatformDetails");

    /// <summary>Decodes the options of a peer, whose bytes may be anything.</summary>
    internal void CheckProperties()
    {
        if (_marshalledProperties is null) return;
        if (_marshalledProperties.Length >= 4 && BinaryPrimitives.ReadInt32BigEndian(_marshalledProperties) > MaxProperties)
        {
            throw new ProtocolViolationException(ProtocolViolationReason.BadCount, $"More than {MaxProperties} wire format properties.");
        }

        try
        {
            _ = Properties;
        }
        catch (FormatException e)
        {
            throw new ProtocolViolationException(ProtocolViolationReason.BadProperties, "The wire format properties are damaged.", e);
        }
    }

    private bool Flag(string name) => Properties.TryGetValue(name, out var value) && value is true;

    private string? Text(string name) => Properties.TryGetValue(name, out var value) ? value as string : null;

    private TimeSpan? Milliseconds(string name)
    {
        // A peer's "for ever" is as good as the longest a timer can run.
        if (Number(name) is not { } number) return null;
        return TimeSpan.FromMilliseconds(Math.Clamp(number, 0, int.MaxValue));
    }

    private long? Number(string name) => !Properties.TryGetValue(name, out var value) ? null : value switch
    {
        long number => number,
        int number => number,
        short number => number,
        sbyte number => number,
        _ => null,
    };
}
