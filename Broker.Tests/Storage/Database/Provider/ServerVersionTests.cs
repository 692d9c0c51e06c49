using Microsoft.EntityFrameworkCore;

namespace Broker.Tests.Storage.Database.Provider;

public sealed class ServerVersionTests
{
    [Theory]
    [InlineData("10.11.19-MariaDB-0+deb12u1-log", "10.11.19-mariadb")]
    [InlineData("5.5.5-10.6.12-MariaDB", "10.6.12-mariadb")]
    [InlineData("11.4.2-mariadb", "11.4.2-mariadb")]
    [InlineData("8.0.36-0ubuntu0.22.04.1", "8.0.36-mysql")]
    [InlineData("8.4.0", "8.4.0-mysql")]
    public void Parse_WhatServersSay_VersionAndKind(string text, string expected) => Assert.Equal(expected, ServerVersion.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("MariaDB")]
    [InlineData("8.0")]
    public void Parse_NoVersion_Refused(string text) => Assert.Throws<ArgumentException>(() => ServerVersion.Parse(text));
}
