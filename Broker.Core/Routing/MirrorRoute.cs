using Broker.Core.Configuration;
using Broker.Core.Messages;

namespace Broker.Core.Routing;

/// <summary>A queue whose messages are published on a topic too. Source: ActiveMQ's MirroredQueue, behaviours B9.</summary>
internal sealed class MirrorRoute(MirroredQueueOptions options, Destination queue) : IRoute
{
    private readonly Destination _mirror = Destination.Topic(options.Prefix + queue.Name + options.Postfix);

    public bool Follow(Fanout fanout, Destination? source)
    {
        // With ActiveMQ's names a mirror is a virtual topic: its queues would be mirrored again, and theirs again.
        if (source is not { IsTopic: true, IsComposite: false }) fanout.Reach(_mirror, queue);
        return true;
    }
}
