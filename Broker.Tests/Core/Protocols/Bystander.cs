using System.Text;
using Broker.Core.Messages;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Protocols;

/// <summary>A client that was there before, and whose messages must go through whatever others do.</summary>
internal sealed class Bystander : IAsyncDisposable
{
    private readonly OpenWireClient _client;
    private readonly ProducerId _producer;
    private readonly Destination _queue;
    private long _sequence;

    private Bystander(OpenWireClient client, ProducerId producer, Destination queue)
    {
        _queue = queue;
        _client = client;
        _producer = producer;
    }

    public static async Task<Bystander> OpenAsync(System.Net.IPEndPoint address, string name = "BYSTANDER")
    {
        var queue = Destination.Queue(name);
        var client = await OpenWireClient.OpenAsync(address);
        var bystander = new Bystander(client, await client.AddProducerAsync(queue), queue);
        await client.AddConsumerAsync(queue);
        await bystander.ExchangeAsync();
        return bystander;
    }

    /// <summary>Sends a message, receives and acknowledges it.</summary>
    public async Task ExchangeAsync()
    {
        var text = $"message {++_sequence}";
        await _client.RequestAsync(OpenWireClient.Text(_producer, _sequence, _queue, text));
        var received = await _client.ReceiveAsync();
        Assert.Equal(text, Encoding.ASCII.GetString(received.Message!.Message.Content.AsSpan(4)));
        await _client.AcknowledgeAsync(received);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
