using System.ComponentModel;

namespace Broker.Web.Api.Contracts;

/// <summary>Which transaction is decided.</summary>
public sealed record TransactionDecisionContract
{
    [Description("As listed: format, global id and branch id, the last two hexadecimal, with ':' between them.")]
    public required string Xid { get; init; }
}
