using System.Security.Cryptography;
using System.Text;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Database;

/// <summary>What the catalogue's tables are told.</summary>
internal static class CatalogueStatements
{
    public static CatalogueChange Add(int id, Destination destination) => new(
        "INSERT INTO broker_destination (id, kind, name, name_hash) VALUES (@id, @kind, @name, @hash)",
        ("@id", id),
        ("@kind", (byte)destination.Kind),
        ("@name", destination.Name),
        ("@hash", Hash(destination.Name)));

    public static CatalogueChange RemoveDestination(int id) => new(
        "DELETE FROM broker_subscription WHERE destination_id = @id; DELETE FROM broker_destination WHERE id = @id", ("@id", id));

    public static CatalogueChange Add(int id, int topic, DurableSubscriptionInfo info) => new(
        """
        INSERT INTO broker_subscription (id, destination_id, client_id, name, selector, no_local, topic, key_hash)
        VALUES (@id, @destination, @client, @name, @selector, @noLocal, @topic, @hash)
        """,
        ("@id", id),
        ("@destination", topic),
        ("@client", info.ClientId),
        ("@name", info.Name),
        ("@selector", info.Selector),
        ("@noLocal", info.NoLocal),
        ("@topic", Spell(info.Topic)),
        ("@hash", KeyHash(topic, info)));

    public static CatalogueChange RemoveSubscription(int id) => new("DELETE FROM broker_subscription WHERE id = @id", ("@id", id));

    /// <summary>The last rows of a store that is gone are deleted: so may its figures be, and its id is free.</summary>
    public static CatalogueChange RemoveLanes(int store) => new(
        "DELETE FROM broker_lane WHERE lane BETWEEN @first AND @last",
        ("@first", LaneNumber.Of(store, 0, transient: false)),
        ("@last", LaneNumber.Of(store, LaneNumber.Priorities - 1, transient: false)));

    /// <summary>A destination as one text: the number of its kind, a colon, its name.</summary>
    public static string Spell(Destination destination) => $"{(byte)destination.Kind}:{destination.Name}";

    /// <summary>Reads what <see cref="Spell"/> wrote.</summary>
    public static Destination ReadDestination(string text) => new((DestinationKind)(text[0] - '0'), text[2..]);

    // The same client and name may subscribe to several topics only one after the other, but patterns store one entry per topic.
    private static byte[] KeyHash(int topic, DurableSubscriptionInfo info) => Hash($"{topic}\n{info.ClientId.Length}\n{info.ClientId}{info.Name}");

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
