using System.ComponentModel;
using Broker.Core.Management;

namespace Broker.Web.Api.Contracts;

/// <summary>A branch of a distributed transaction that is prepared and not decided.</summary>
public sealed record PreparedTransactionContract(
    [property: Description("Names it: format, global id and branch id, the last two hexadecimal, with ':' between them.")] string Xid,
    [property: Description("When it was prepared, by the clock of the node that did.")] DateTimeOffset PreparedAt,
    [property: Description("Messages that a commit sends, by destination.")] IReadOnlyList<DestinationCount> Sent,
    [property: Description("Messages that a commit removes, and that nobody gets until then, by destination.")] IReadOnlyList<DestinationCount> Acknowledged)
{
    public static PreparedTransactionContract Of(PreparedTransactionView view) => new(view.Xid, view.PreparedAt, view.Sent, view.Acknowledged);
}
