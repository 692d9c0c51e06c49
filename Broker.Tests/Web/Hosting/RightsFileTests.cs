using Broker.Core.Configuration;
using Broker.Tests.Storage.Journal;
using Broker.Web.Hosting;

namespace Broker.Tests.Web.Hosting;

public sealed class RightsFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string FilePath => Path.Combine(_directory.Path, "rights.json");

    [Fact]
    public void Read_NeverWritten_Null() => Assert.Null(new RightsFile(_directory.Path).Read());

    [Fact]
    public void Read_Written_AllOfIt()
    {
        var rights = new AuthorizationOptions
        {
            Enabled = true,
            Entries = [new() { Queue = "orders.>", Read = "sales", Admin = "*" }, new() { Topic = "T", Write = "a,b" }],
            TemporaryDestinations = new() { Admin = "staff" },
            Default = new() { Read = "*" },
        };
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        new RightsFile(_directory.Path).Write(new(rights, 3, "ann", at));

        var read = new RightsFile(_directory.Path).Read()!;
        Assert.Equal((3, "ann", at), (read.Version, read.By, read.At));
        Assert.Equal(rights.Entries, read.Rights.Entries);
        Assert.Equal((rights.Enabled, rights.TemporaryDestinations, rights.Default), (read.Rights.Enabled, read.Rights.TemporaryDestinations, read.Rights.Default));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Theory]
    [InlineData("{ half")]
    [InlineData("{}")]
    [InlineData("""{ "format": 2, "edited": null }""")]
    [InlineData("""{ "format": 1, "edited": { "rights": { "entries": [ { "queue": "a.>.b" } ] }, "version": 1, "by": "x", "at": null } }""")]
    public void Read_Damaged_SaysWhichAndWhatToDo(string content)
    {
        File.WriteAllText(FilePath, content);
        var error = Assert.Throws<StartupException>(() => new RightsFile(_directory.Path).Read());
        Assert.Contains(FilePath, error.Message, StringComparison.Ordinal);
        Assert.Contains("Restore it, or move it away", error.Message, StringComparison.Ordinal);
    }
}
