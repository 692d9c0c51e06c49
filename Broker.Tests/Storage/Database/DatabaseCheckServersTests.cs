using Broker.Storage.Database;
using Broker.Tests.Fixtures;
using Broker.Tests.Interop;

namespace Broker.Tests.Storage.Database;

/// <summary>The look at the database where several servers are named.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class DatabaseCheckServersTests
{
    // The driver keeps a list of servers that it is given where all threads find it; two that connected at once ended a node.
    [Fact]
    public async Task Check_WhileOthersConnect_EachSucceeds()
    {
        await using var server = await MariaDbServer.StartAsync();
        var address = $"127.0.0.1:{server.Port}";
        var connections = new DatabaseConnections(server.ConnectionString.Replace("127.0.0.1", $"{address},{address}", StringComparison.Ordinal));
        using var stop = new CancellationTokenSource();
        var others = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested) connections.Open().Dispose();
        });
        for (var round = 0; round < 20; round++) await Task.WhenAll(CheckAsync(), CheckAsync());
        await stop.CancelAsync();
        await others;

        Task CheckAsync() => DatabaseCheck.RunAsync(connections, "group", maxFrameSizeBytes: 1024 * 1024, CancellationToken.None);
    }
}
