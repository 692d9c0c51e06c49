using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Radzen;

namespace Broker.Web.Components.Dialogs;

/// <summary>Asks before something that cannot be undone; closes with true when it is to be done.</summary>
public sealed partial class ConfirmDialog
{
    private string _typed = "";

    /// <summary>Names the object and how much it touches.</summary>
    [Parameter, EditorRequired]
    public string Question { get; set; } = "";

    /// <summary>The button: a verb and its object.</summary>
    [Parameter, EditorRequired]
    public string Verb { get; set; } = "";

    /// <summary>Has to be typed first; null when the button is enough.</summary>
    [Parameter]
    public string? TypedName { get; set; }

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    private bool CanConfirm => TypedName is null || _typed == TypedName;

    private void Confirm()
    {
        if (CanConfirm)
        {
            Dialogs.Close(true);
        }
    }
}
