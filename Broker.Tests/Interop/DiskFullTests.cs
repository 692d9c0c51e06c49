using System.Net;
using System.Security.Cryptography;
using Broker.Core.Messages;
using Broker.Tests.Fixtures;
using Xunit.Abstractions;

namespace Broker.Tests.Interop;

/// <summary>A broker whose disk is really full: a small file system of its own, filled up by somebody else and freed again.</summary>
/// <remarks>
/// Mounting needs a namespace of one's own, which some machines refuse; there the disk is replaced by one that fails, in
/// <see cref="Core.Protocols.DiskFullInProcessTests"/>, which always run.
/// </remarks>
[Collection(ProcessesCollection.Name)]
[Trait("Category", "BadInput")]
public sealed class DiskFullTests(ITestOutputHelper output)
{
    private const string MountAndRun = """
        mount -t tmpfs -o size=160m broker-test "$0" || exit 97
        exec "$@"
        """;

    private readonly Destination _queue = Destination.Queue("FULL");

    [MountFact]
    public async Task Send_DiskFull_RefusedAndServedAgainWhenFree()
    {
        // A configured administrator is stored before the port opens; one made at first start would still want space afterwards.
        await using var broker = await BrokerProcess.StartInNamespaceAsync(
            MountAndRun,
            "--Broker:SystemUsage:SendFailIfNoSpace=true",
            $"--Security:Administrator:Password={RandomNumberGenerator.GetHexString(20)}");
        var address = new IPEndPoint(IPAddress.Loopback, broker.OpenWirePort);
        // The broker's view of its data directory: the mount is in its namespace, not in ours.
        var filler = $"/proc/{broker.ProcessId}/root{broker.DataDirectory}/filler";
        await using var client = await OpenWireClient.OpenAsync(address);
        var producer = await client.AddProducerAsync(_queue);
        await client.RequestAsync(OpenWireClient.Text(producer, 1, _queue, "before"));
        Fill(filler);

        var body = new string('x', 60_000);
        var answered = new List<long> { 1 };
        RefusedException? refused = null;
        for (var sequence = 2L; refused is null && sequence < 10_000; sequence++)
        {
            try
            {
                await client.RequestAsync(OpenWireClient.Text(producer, sequence, _queue, body));
                answered.Add(sequence);
            }
            catch (RefusedException e)
            {
                refused = e;
            }
            catch (Exception e) when (e is TimeoutException or IOException)
            {
                throw new TimeoutException($"Send {sequence} was not answered.\n{broker.OutputTail}", e);
            }
        }

        Assert.NotNull(refused);
        output.WriteLine($"After {answered.Count} answers: {refused.Message}");
        Assert.StartsWith("javax.jms.", refused.Error.ClassName, StringComparison.Ordinal);
        File.Delete(filler);
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await client.RequestAsync(OpenWireClient.Text(producer, 20_000, _queue, "after"));
                    return true;
                }
                catch (RefusedException)
                {
                    return false;
                }
            },
            () => $"There is space again, and sends are still refused.\n{broker.OutputTail}");
        answered.Add(20_000);

        await client.AddConsumerAsync(_queue);
        foreach (var sequence in answered)
        {
            var received = await client.ReceiveAsync();
            Assert.Equal(sequence, received.Message!.Message.Id.ProducerSequence);
            await client.AcknowledgeAsync(received);
        }
    }

    private static void Fill(string path)
    {
        var block = new byte[64 * 1024];
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            // Full, which is what was wanted.
        }
    }
}
