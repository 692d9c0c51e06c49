namespace Broker.Web.Live;

/// <summary>The console's four status colours; never shown without an icon and a word.</summary>
public enum Severity
{
    Good,
    Information,
    Attention,
    Bad,
}
