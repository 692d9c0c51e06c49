using System.ComponentModel;
using Broker.Core.Management;

namespace Broker.Web.Api.Contracts;

public sealed record PermissionContract(
    [property: Description("Whom it is about.")] string User,
    [property: Description("The user's groups.")] IReadOnlyList<string> Groups,
    [property: Description("Which destination.")] string Destination,
    [property: Description("May consume and browse.")] bool Read,
    [property: Description("What gives or withholds it.")] string ReadBy,
    [property: Description("May send.")] bool Write,
    [property: Description("What gives or withholds it.")] string WriteBy,
    [property: Description("May create and delete.")] bool Admin,
    [property: Description("What gives or withholds it.")] string AdminBy)
{
    internal static PermissionContract Of(EffectivePermissionView view) => new(
        view.User.Name, view.User.Groups, view.Destination.ToString(),
        view.Read.Allowed, view.Read.By, view.Write.Allowed, view.Write.By, view.Admin.Allowed, view.Admin.By);
}
