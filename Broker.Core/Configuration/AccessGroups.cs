namespace Broker.Core.Configuration;

/// <summary>Which groups may do what, each list separated by ','; '*' stands for everybody. Source: ActiveMQ's authorizationEntry.</summary>
public record AccessGroups
{
    /// <summary>Groups that may consume and browse. Default: none.</summary>
    public string Read { get; init; } = "";

    /// <summary>Groups that may send. Default: none.</summary>
    public string Write { get; init; } = "";

    /// <summary>Groups that may create and delete. Default: none.</summary>
    public string Admin { get; init; } = "";

    /// <summary>No group is named at all.</summary>
    internal bool AreEmpty => Read.Length == 0 && Write.Length == 0 && Admin.Length == 0;
}
