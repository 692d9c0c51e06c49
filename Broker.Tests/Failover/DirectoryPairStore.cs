namespace Broker.Tests.Failover;

/// <summary>A journal in a directory that both nodes see.</summary>
internal sealed class DirectoryPairStore : PairStore
{
    public override IReadOnlyList<string> Arguments => [];

    public override string DataDirectory { get; } = Directory.CreateTempSubdirectory("broker-test-").FullName;

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(DataDirectory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
