using System.Text.Json;
using Broker.Core.Configuration;
using Broker.Core.Settings;

namespace Broker.Web.Hosting;

/// <summary>The document "rights": rights on destinations.</summary>
/// <remarks>The shape is that of the file rights.json of version 0.1, so that a node finds its rights after an upgrade.</remarks>
internal static class RightsFormat
{
    private const int Format = 1;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static SettingsFormat<AuthorizationOptions> Instance { get; } = new("rights", Read, Write);

    /// <summary>This node's rights when nobody has edited the shared ones; two sets of rights are never mixed.</summary>
    public static string? Merge(string? shared, string own) => shared is null ? Write(Read(own)) : null;

    private static AuthorizationOptions Read(string text)
    {
        try
        {
            var document = JsonSerializer.Deserialize<RightsDocument>(text, Json)!;
            if (document.Format != Format) throw new FormatException($"its format is {document.Format}, and this version of the program knows {Format}");
            var rights = document.Edited.Rights;
            if (AuthorizationValidator.Validate(rights) is { Count: > 0 } errors) throw new FormatException(string.Join(' ', errors));
            return rights;
        }
        catch (Exception damage) when (damage is JsonException or NullReferenceException)
        {
            throw new FormatException(damage.Message, damage);
        }
    }

    private static string Write(AuthorizationOptions rights) => JsonSerializer.Serialize(new RightsDocument(Format, new(rights)), Json);

    private sealed record RightsDocument(int Format, EditedRights Edited);

    private sealed record EditedRights(AuthorizationOptions Rights);
}
