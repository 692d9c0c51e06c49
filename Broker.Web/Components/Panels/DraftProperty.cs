namespace Broker.Web.Components.Panels;

/// <summary>One row of properties in the form.</summary>
public sealed class DraftProperty
{
    public string Name { get; set; } = "";

    public string Value { get; set; } = "";

    public bool IsEmpty => Name.Length == 0 && Value.Length == 0;
}
