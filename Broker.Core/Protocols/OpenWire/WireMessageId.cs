using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>A message id as an object of its own, with the broker's sequence that OpenWire keeps in it.</summary>
public sealed record WireMessageId(MessageId Id, long BrokerSequence);
