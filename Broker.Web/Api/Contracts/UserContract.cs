using System.ComponentModel;
using Broker.Core.Security;

namespace Broker.Web.Api.Contracts;

public sealed record UserContract(
    [property: Description("Login name; case matters.")] string Name,
    [property: Description("Client (messaging clients alone), Viewer, Operator or Administrator.")] string Role,
    [property: Description("What rights on destinations are given to.")] IReadOnlyList<string> Groups)
{
    internal static UserContract Of(User user) => new(user.Name, user.Role.ToString(), user.Groups);
}
