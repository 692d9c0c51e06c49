namespace Broker.Core.Management;

/// <summary>A scheduled message that waits, for looking at.</summary>
public sealed record JobView
{
    public required string Id { get; init; }

    /// <summary>Where it goes: "queue://A".</summary>
    public required string Destination { get; init; }

    /// <summary>The next delivery.</summary>
    public required DateTimeOffset Due { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Added to a cron time; zero for none.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Between deliveries; zero for none.</summary>
    public TimeSpan Period { get; init; }

    /// <summary>Deliveries after the next one.</summary>
    public int RepeatsLeft { get; init; }

    /// <summary>Empty for none.</summary>
    public string Cron { get; init; } = "";

    /// <summary>The zone of the cron expression; empty is the server's.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>Times it has been delivered.</summary>
    public long Executions { get; init; }

    public bool IsPaused { get; init; }

    /// <summary>What is delivered, as it was sent; null in lists.</summary>
    public MessageView? Message { get; init; }
}
