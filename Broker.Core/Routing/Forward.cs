using Broker.Core.Messages;
using Broker.Core.Selectors;

namespace Broker.Core.Routing;

/// <summary>Where a composite destination forwards to, and what; a selector of null forwards everything.</summary>
internal sealed record Forward(Destination Destination, Selector? Selector);
