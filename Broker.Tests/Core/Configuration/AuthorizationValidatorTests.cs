using Broker.Core.Configuration;

namespace Broker.Tests.Core.Configuration;

public sealed class AuthorizationValidatorTests
{
    public static TheoryData<SecurityOptions> ValidOptions =>
    [
        new(),
        new() { Users = [new() { Name = "orders", Password = "secret", Groups = "a, b" }] },
        new() { AnonymousUser = "guest", AnonymousGroup = "" },
        Rights(new() { Queue = ">", Read = "*", Write = "a,b", Admin = "" }, new() { Topic = ">" }, new() { Queue = "A.*" }),
        new() { Authorization = new() { Enabled = true, Default = new() { Read = "*" }, TemporaryDestinations = new() { Admin = "a" } } },
    ];

    [Theory]
    [MemberData(nameof(ValidOptions))]
    public void Validate_Valid_NoError(SecurityOptions options) => Assert.Empty(BrokerOptionsValidator.Validate(options));

    public static TheoryData<SecurityOptions, string, string> InvalidOptions => new()
    {
        { new() { Users = [new() { Name = "a b", Password = "secret" }] }, "Security:Users:0:Name: 'a b'", "without blanks" },
        { new() { Users = [new() { Name = "admin", Password = "secret" }] }, "Security:Users:0:Name: 'admin'", "another name" },
        { new() { Users = [new() { Name = "a", Password = "secret" }, new() { Name = "a", Password = "secret" }] }, "Security:Users:1:Name: 'a'", "each its own" },
        { new() { Users = [new() { Name = "a" }] }, "Security:Users:0:Password: is empty", "Security__Users__0__Password" },
        { new() { Users = [new() { Name = "a", Password = "secret", Groups = "*" }] }, "Security:Users:0:Groups: '*'", "in rights alone" },
        { new() { AnonymousUser = "" }, "Security:AnonymousUser: ''", "without blanks" },
        { new() { AnonymousGroup = "a b" }, "Security:AnonymousGroup: 'a b'", "separated by ','" },
        { new() { Authorization = new() { Entries = [new() { Queue = "a", Read = "*" }] } }, "Security:Authorization:Enabled: is false", "write true" },
        { new() { Authorization = new() { Default = new() { Read = "*" } } }, "Security:Authorization:Enabled: is false", "or remove them" },
        { Rights(new AuthorizationEntry()), "Security:Authorization:Entries:0: ", "either Queue or Topic" },
        { Rights(new AuthorizationEntry { Queue = "a.>.b" }), "Security:Authorization:Entries:0:Queue: ", "comes last" },
        { Rights(new() { Topic = "a" }, new() { Topic = "a" }), "Security:Authorization:Entries:1: ", "entry 0 is for topic://a too" },
        { Rights(new AuthorizationEntry { Queue = "a", Read = "b c" }), "Security:Authorization:Entries:0:Read: 'b c'", "separated by ','" },
        { Rights(new AuthorizationEntry { Queue = "a", Write = "b*" }), "Security:Authorization:Entries:0:Write: 'b*'", "'*' alone for everybody" },
        { new() { Authorization = new() { Enabled = true, Default = new() { Admin = "a b" } } }, "Security:Authorization:Default:Admin: ", "separated by ','" },
        { new() { Authorization = new() { Enabled = true, TemporaryDestinations = new() { Read = "a b" } } }, "Security:Authorization:TemporaryDestinations:Read: ", "separated by ','" },
    };

    [Theory]
    [MemberData(nameof(InvalidOptions))]
    public void Validate_Invalid_NamesKeyAndForm(SecurityOptions options, string key, string form)
    {
        var error = Assert.Single(BrokerOptionsValidator.Validate(options));
        Assert.StartsWith(key, error, StringComparison.Ordinal);
        Assert.Contains(form, error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    private static SecurityOptions Rights(params AuthorizationEntry[] entries) => new() { Authorization = new() { Enabled = true, Entries = entries } };
}
