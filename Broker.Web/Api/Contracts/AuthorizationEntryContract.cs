using System.ComponentModel;
using Broker.Core.Configuration;

namespace Broker.Web.Api.Contracts;

public sealed record AuthorizationEntryContract(
    [property: Description("Pattern of queue names; either this or topic.")] string Queue = "",
    [property: Description("Pattern of topic names.")] string Topic = "",
    [property: Description("Groups that may consume and browse, separated by ','; '*' is everybody.")] string Read = "",
    [property: Description("Groups that may send.")] string Write = "",
    [property: Description("Groups that may create and delete.")] string Admin = "")
{
    internal static AuthorizationEntryContract Of(AuthorizationEntry entry) => new(entry.Queue, entry.Topic, entry.Read, entry.Write, entry.Admin);

    internal AuthorizationEntry ToOptions() => new() { Queue = Queue, Topic = Topic, Read = Read, Write = Write, Admin = Admin };
}
