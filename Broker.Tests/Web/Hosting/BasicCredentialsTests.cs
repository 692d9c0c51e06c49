using System.Text;
using Broker.Web.Hosting;

namespace Broker.Tests.Web.Hosting;

public sealed class BasicCredentialsTests
{
    [Theory]
    [InlineData("admin:secret", "admin", "secret")]
    [InlineData("admin:a:b", "admin", "a:b")]
    [InlineData("仓库:密码", "仓库", "密码")]
    [InlineData(":", "", "")]
    public void Read_Basic_NameAndPassword(string text, string name, string password) =>
        Assert.Equal(new BasicCredentials(name, password), BasicCredentials.Read("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public void Read_SchemeInOtherCase_Known() => Assert.Equal(new BasicCredentials("a", "b"), BasicCredentials.Read("bAsIc YTpi"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic YWRtaW4=")]
    [InlineData("Basic not*base64")]
    [InlineData("Basic gICA")]
    [InlineData("Bearer YTpi")]
    public void Read_AnythingElse_None(string? header) => Assert.Null(BasicCredentials.Read(header));
}
