using System.Text.Json;
using System.Text.Json.Serialization;
using Broker.Core.Settings;

namespace Broker.Web.Hosting;

/// <summary>The document "users": names, roles, groups and hashes of passwords.</summary>
/// <remarks>The shape is that of the file users.json of version 0.1, so that a node finds its users after an upgrade.</remarks>
internal static class UserFormat
{
    private const int Format = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    public static SettingsFormat<IReadOnlyDictionary<string, StoredUser>> Instance { get; } = new("users", Read, Write);

    /// <summary>The shared users, and those that only this node had; null when it had none of that kind.</summary>
    public static string? Merge(string? shared, string own)
    {
        var users = shared is null ? new(StringComparer.Ordinal) : Read(shared);
        var known = users.Count;
        foreach (var (name, user) in Read(own)) users.TryAdd(name, user);
        return users.Count > known ? Write(users) : null;
    }

    private static Dictionary<string, StoredUser> Read(string text)
    {
        try
        {
            var document = JsonSerializer.Deserialize<UserDocument>(text, Json)!;
            if (document.Version != Format) throw new FormatException($"its format is {document.Version}, and this version of the program knows {Format}");
            return document.Users.ToDictionary(user => user.Name, StringComparer.Ordinal);
        }
        catch (Exception damage) when (damage is JsonException or ArgumentException or NullReferenceException)
        {
            throw new FormatException(damage.Message, damage);
        }
    }

    private static string Write(IReadOnlyDictionary<string, StoredUser> users) =>
        JsonSerializer.Serialize(new UserDocument(Format, [.. users.Values.OrderBy(user => user.Name, StringComparer.Ordinal)]), Json);

    private sealed record UserDocument(int Version, IReadOnlyList<StoredUser> Users);
}
