using Broker.Core.Management;
using Broker.Web.Formatting;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>Writes a text message. What was typed stays after sending, to send the next one like it.</summary>
public sealed partial class SendForm
{
    private readonly SendDraft _draft = new();
    private SendProblem? _invalid;
    private bool _busy;

    [Parameter, EditorRequired]
    public string Queue { get; set; } = "";

    [Parameter, EditorRequired]
    public string CloseAddress { get; set; } = "";

    [Parameter, EditorRequired]
    public EventCallback<SendRequest> OnSend { get; set; }

    /// <summary>How the last sending went.</summary>
    [Parameter]
    public Outcome Outcome { get; set; } = Outcome.None;

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    private async Task SubmitAsync()
    {
        _invalid = _draft.Problem;
        if (_invalid is not null)
        {
            return;
        }

        _busy = true;
        try
        {
            await OnSend.InvokeAsync(_draft.ToRequest(Queue));
        }
        finally
        {
            _busy = false;
        }
    }
}
