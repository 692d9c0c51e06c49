using Broker.Core.Storage;
using Broker.Storage.Database;

namespace Broker.Tests.Storage.Database;

public sealed class DatabaseServerTests
{
    [Theory]
    [InlineData("a", "a:3306")]
    [InlineData("a, b:3307", "a:3306 b:3307")]
    [InlineData("10.0.0.1:1,10.0.0.2:2,10.0.0.3:3", "10.0.0.1:1 10.0.0.2:2 10.0.0.3:3")]
    [InlineData("[::1]:3307,::1", "::1:3307 ::1:3306")]
    [InlineData("/run/mysqld/mysqld.sock", "/run/mysqld/mysqld.sock:3306")]
    public void Parse_List_EachServerWithItsPort(string servers, string expected) =>
        Assert.Equal(expected, string.Join(' ', DatabaseServer.Parse(servers, 3306)));

    [Fact]
    public void Parse_TheDriversOwnList_RefusedWithTheRightForm()
    {
        var error = Assert.Throws<StoreMismatchException>(() => DatabaseServer.Parse("(address=a:1, priority=100),(address=b:2, priority=90)", 3306));
        Assert.Contains("Server=a:3306,b:3307", error.Message, StringComparison.Ordinal);
    }
}
