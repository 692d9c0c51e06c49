using System.Net;
using Broker.Core.Configuration;

namespace Broker.Core.Security;

/// <summary>Which clients need no credentials, and who they then are.</summary>
/// <param name="Access">Which ones.</param>
/// <param name="User">Who they are.</param>
public sealed record AnonymousRules(AnonymousAccess Access, User User)
{
    /// <summary>Who somebody is of whom nothing is known.</summary>
    public static User Nobody { get; } = new("anonymous", UserRole.Client);

    public static AnonymousRules Of(SecurityOptions options) =>
        new(options.Anonymous, new(options.AnonymousUser, UserRole.Client) { Groups = GroupNames.Split(options.AnonymousGroup) });

    /// <summary>Whether a client from there may come in without credentials.</summary>
    /// <param name="remote">Null when the transport has no addresses.</param>
    public bool Admit(EndPoint? remote) => Access switch
    {
        AnonymousAccess.All => true,
        AnonymousAccess.Loopback => remote is IPEndPoint address && IPAddress.IsLoopback(address.Address),
        _ => false,
    };
}
