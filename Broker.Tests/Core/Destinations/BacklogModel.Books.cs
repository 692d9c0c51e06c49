using Broker.Core.Messages;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

/// <content>The books that it keeps of messages and consumers.</content>
internal sealed partial class BacklogModel
{
    private enum Fate
    {
        Unknown,
        Consumed,
        Buried,
        RolledBack,
    }

    private sealed record Sent(int Queue, bool Persistent, long Expiration, string Color, int Priority)
    {
        public Fate Fate { get; set; }

        public bool ExpiredAtClient { get; set; }

        public bool Delivered { get; set; }
    }

    private sealed class Consumer(TestClient client, int queue, int prefetch, string? selector, bool exclusive)
    {
        public TestClient Client { get; } = client;

        public int Queue { get; } = queue;

        public int Prefetch { get; } = prefetch;

        public string? Selector { get; } = selector;

        public bool Exclusive { get; } = exclusive;

        public TestConsumer? Attached { get; set; }

        public List<Message> Held { get; } = [];

        public long[] LastFirst { get; } = new long[10];

        public int Pulls { get; set; }

        public int RunStart { get; set; }

        public bool IsClosing { get; set; }

        public bool HasRoom => Prefetch == 0 ? Pulls > 0 : Held.Count < Prefetch;

        public void Pull()
        {
            Pulls++;
            Attached!.Subscription.Pull(TimeSpan.Zero);
        }

        // The selectors, once more and by hand.
        public bool Wants(Sent sent, long number) => Selector switch
        {
            null => true,
            "color = 'red'" => sent.Color == "red",
            "color = 'none'" => false,
            _ => sent.Color == "blue" && number > 100,
        };
    }
}
