using Broker.Core.Security;

namespace Broker.Tests.Fixtures;

/// <summary>Knows one user.</summary>
internal sealed class FakeAuthenticator : IAuthenticator
{
    public const string Name = "alice";
    public const string Password = "tr0ub4dor-and-3";

    public ValueTask<User?> AuthenticateAsync(string name, string password, CancellationToken cancellationToken) =>
        ValueTask.FromResult(name == Name && password == Password ? new User(name, UserRole.Operator) : null);
}
