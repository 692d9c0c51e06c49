using Broker.Web.Hosting;

namespace Broker.Tests.Web.Hosting;

public sealed class PrivateFilesTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("broker-test-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Replace_SeveralWritersAtOnce_LeavesOneContentWholeAndNothingBeside()
    {
        var path = Path.Combine(_directory.FullName, "users.json");

        Parallel.For(1, 50, writer => PrivateFiles.Replace(path, [.. Enumerable.Repeat((byte)writer, 5000)]));

        var content = File.ReadAllBytes(path);
        Assert.Equal(5000, content.Length);
        Assert.Single(content.Distinct());
        Assert.Single(_directory.EnumerateFiles());
    }
}
