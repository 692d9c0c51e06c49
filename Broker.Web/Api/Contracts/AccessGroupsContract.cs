using System.ComponentModel;
using Broker.Core.Configuration;

namespace Broker.Web.Api.Contracts;

public sealed record AccessGroupsContract(
    [property: Description("Groups that may consume and browse, separated by ','; '*' is everybody.")] string Read = "",
    [property: Description("Groups that may send.")] string Write = "",
    [property: Description("Groups that may create and delete.")] string Admin = "")
{
    internal static AccessGroupsContract Of(AccessGroups groups) => new(groups.Read, groups.Write, groups.Admin);

    internal AccessGroups ToOptions() => new() { Read = Read, Write = Write, Admin = Admin };
}
