using System.ComponentModel;
using Broker.Core.Management;

namespace Broker.Web.Api.Contracts;

public sealed record BlockedProducerContract(
    [property: Description("Where its first waiting message goes.")] string Destination,
    [property: Description("Which producer.")] string ProducerId,
    [property: Description("Its connection's client id.")] string ClientId,
    [property: Description("Where its connection comes from; empty when that is not known.")] string RemoteAddress,
    [property: Description("Who it is signed in as.")] string User,
    [property: Description("What it waits for, in one sentence.")] string Reason,
    [property: Description("Since when.")] DateTimeOffset Since)
{
    internal static BlockedProducerContract Of(BlockedProducerView view) =>
        new(view.Destination, view.ProducerId, view.ClientId, view.RemoteAddress, view.User, view.Reason, view.Since);
}
