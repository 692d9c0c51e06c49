using System.ComponentModel;
using Broker.Core.Configuration;
using Broker.Core.Security;

namespace Broker.Web.Api.Contracts;

/// <summary>All rights on destinations, read and written as a whole.</summary>
public sealed record AuthorizationContract
{
    [Description("Of the rights as they were read; a PUT with another one than the present is refused (412). 0: as configured.")]
    public required int Version { get; init; }

    [Description("Rights are checked.")]
    public required bool Enabled { get; init; }

    [Description("Rights by name pattern; all that match count together.")]
    public IReadOnlyList<AuthorizationEntryContract> Entries { get; init; } = [];

    [Description("Temporary destinations of other connections; no group: everybody.")]
    public AccessGroupsContract TemporaryDestinations { get; init; } = new();

    [Description("Counts for every queue and topic beside the entries.")]
    public AccessGroupsContract Default { get; init; } = new();

    [Description("Who edited last; null while they are as configured. Not read from a PUT.")]
    public string? EditedBy { get; init; }

    [Description("When; null while they are as configured. Not read from a PUT.")]
    public DateTimeOffset? EditedAt { get; init; }

    internal static AuthorizationContract Of(StoredRights stored) => new()
    {
        Version = stored.Version,
        Enabled = stored.Rights.Enabled,
        Entries = [.. stored.Rights.Entries.Select(AuthorizationEntryContract.Of)],
        TemporaryDestinations = AccessGroupsContract.Of(stored.Rights.TemporaryDestinations),
        Default = AccessGroupsContract.Of(stored.Rights.Default),
        EditedBy = stored.Version == 0 ? null : stored.By,
        EditedAt = stored.At,
    };

    internal AuthorizationOptions ToOptions() => new()
    {
        Enabled = Enabled,
        Entries = [.. Entries.Select(entry => entry.ToOptions())],
        TemporaryDestinations = TemporaryDestinations.ToOptions(),
        Default = Default.ToOptions(),
    };
}
