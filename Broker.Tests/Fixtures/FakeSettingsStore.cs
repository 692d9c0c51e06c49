using System.Collections.Concurrent;
using Broker.Core.Storage;

namespace Broker.Tests.Fixtures;

/// <summary>Documents in memory that several nodes of a test share, and that the test takes away or edits behind their backs.</summary>
internal sealed class FakeSettingsStore : ISettingsStore
{
    private readonly ConcurrentDictionary<string, SettingsVersion> _documents = new(StringComparer.Ordinal);

    /// <summary>What every call throws; null for none.</summary>
    public StoreException? Problem { get; set; }

    /// <summary>What every write throws, while reading goes well.</summary>
    public StoreException? WriteProblem { get; set; }

    /// <summary>Called once, just before a write is judged: what another node does meanwhile.</summary>
    public Action? BeforeWrite { get; set; }

    public int Reads { get; private set; }

    public SettingsVersion? Find(string document) => _documents.GetValueOrDefault(document);

    public void Set(string document, int version, string content, string by) =>
        _documents[document] = new(version, content, by, DateTimeOffset.UnixEpoch);

    public void Remove(string document) => _documents.TryRemove(document, out _);

    public ValueTask<SettingsVersion?> ReadAsync(string document, int known, CancellationToken cancellationToken)
    {
        Reads++;
        if (Problem is not null) throw Problem;
        var found = Find(document);
        return ValueTask.FromResult(found?.Version == known ? null : found);
    }

    public ValueTask<SettingsWrite> TryWriteAsync(string document, int basedOn, string content, string by, CancellationToken cancellationToken)
    {
        if ((Problem ?? WriteProblem) is { } problem) throw problem;
        var meanwhile = BeforeWrite;
        BeforeWrite = null;
        meanwhile?.Invoke();
        var present = Find(document);
        if ((present?.Version ?? 0) != basedOn) return ValueTask.FromResult(new SettingsWrite(IsDone: false, present));
        Set(document, basedOn + 1, content, by);
        return ValueTask.FromResult(new SettingsWrite(IsDone: true, Find(document)));
    }

    public string Locate(string document) => $"the pretended document {document}";
}
