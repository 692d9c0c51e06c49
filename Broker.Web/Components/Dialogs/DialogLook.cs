using Radzen;

namespace Broker.Web.Components.Dialogs;

/// <summary>How dialogs open: small, closed by Escape, never by a stray click beside them.</summary>
internal static class DialogLook
{
    public static DialogOptions Small(string closeLabel) => new()
    {
        Width = "min(480px, calc(100vw - 32px))",
        CloseDialogOnEsc = true,
        CloseDialogOnOverlayClick = false,
        AutoFocusFirstElement = true,
        CloseAriaLabel = closeLabel,
        ShowClose = false,
    };
}
