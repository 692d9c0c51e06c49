using System.Text.Json;
using Broker.Core.Configuration;
using Broker.Core.Security;

namespace Broker.Web.Hosting;

/// <summary>The edited rights, in <c>rights.json</c> in the data directory beside the users; nodes that share the directory share them.</summary>
internal sealed class RightsFile(string dataDirectory) : IRightsStore
{
    private const int Format = 1;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly string _path = Path.Combine(dataDirectory, "rights.json");

    public StoredRights? Read()
    {
        if (!File.Exists(_path)) return null;
        try
        {
            var document = JsonSerializer.Deserialize<RightsDocument>(File.ReadAllBytes(_path), Json)!;
            if (document.Format != Format) throw new JsonException($"its format is {document.Format}, and this version knows {Format}.");
            if (AuthorizationValidator.Validate(document.Edited.Rights) is { Count: > 0 } errors) throw new JsonException(string.Join(' ', errors));
            return document.Edited;
        }
        catch (Exception damage) when (damage is JsonException or NullReferenceException)
        {
            throw new StartupException(
                $"The file of rights {_path} cannot be read: {damage.Message} Restore it, or move it away to start with the configured rights.", damage);
        }
    }

    public void Write(StoredRights rights)
    {
        PrivateFiles.Directory(dataDirectory);
        PrivateFiles.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(new RightsDocument(Format, rights), Json));
    }

    private sealed record RightsDocument(int Format, StoredRights Edited);
}
