using System.ComponentModel;

namespace Broker.Web.Api.Contracts;

public sealed record UserChangeContract(
    [property: Description("Client (messaging clients alone), Viewer, Operator or Administrator.")] string Role,
    [property: Description("What rights on destinations are given to; left out: none.")] IReadOnlyList<string>? Groups,
    [property: Description("Left out: keeps the one there is; a new user needs one.")] string? Password);
