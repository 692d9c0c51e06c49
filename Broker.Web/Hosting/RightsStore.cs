using System.Text.Json;
using Broker.Core.Configuration;
using Broker.Core.Security;
using Broker.Core.Settings;
using Broker.Core.Storage;

namespace Broker.Web.Hosting;

/// <summary>The edited rights, in the document "rights"; none of it is written before the first edit.</summary>
internal sealed class RightsStore : IRightsStore, IStoredSettings, IDisposable
{
    private const int Format = 1;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly SettingsDocument<AuthorizationOptions> _document;

    /// <param name="store">Where the document is.</param>
    /// <param name="authorization">Gets each version that is new here.</param>
    public RightsStore(ISettingsStore store, Authorization authorization) => _document = new(
        new("rights", Parse, Encode),
        store,
        read => authorization.Adopt(new(read.Content, read.Version, read.By, read.At)));

    public ValueTask RefreshAsync(CancellationToken cancellationToken) => _document.RefreshAsync(cancellationToken);

    public ValueTask<bool> TryReplaceAsync(AuthorizationOptions rights, int version, string by, CancellationToken cancellationToken) =>
        _document.TryReplaceAsync(rights, version, by, cancellationToken);

    public void Dispose() => _document.Dispose();

    private static AuthorizationOptions Parse(string text)
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

    private static string Encode(AuthorizationOptions rights) => JsonSerializer.Serialize(new RightsDocument(Format, new(rights)), Json);

    // The shape is that of the file rights.json of version 0.1, so that a node finds its rights after an upgrade.
    private sealed record RightsDocument(int Format, EditedRights Edited);

    private sealed record EditedRights(AuthorizationOptions Rights);
}
