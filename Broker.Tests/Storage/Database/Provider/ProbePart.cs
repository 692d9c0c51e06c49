namespace Broker.Tests.Storage.Database.Provider;

/// <summary>Something to join a <see cref="Probe"/> with; its number is ours, not the server's.</summary>
internal sealed class ProbePart
{
    public int Id { get; set; }

    public long ProbeId { get; set; }

    public string Name { get; set; } = "";
}
