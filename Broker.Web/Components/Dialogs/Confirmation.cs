using Broker.Web.Localization;
using Microsoft.Extensions.Localization;
using Radzen;

namespace Broker.Web.Components.Dialogs;

/// <summary>Asks with <see cref="ConfirmDialog"/>.</summary>
internal static class Confirmation
{
    /// <param name="dialogs">Where it opens.</param>
    /// <param name="words">The page's language.</param>
    /// <param name="title">What is about to be done.</param>
    /// <param name="question">Names the object and how much it touches.</param>
    /// <param name="verb">The button: a verb and its object.</param>
    /// <param name="typedName">Has to be typed first; null when the button is enough.</param>
    /// <returns>True when it is to be done.</returns>
    public static async Task<bool> ConfirmAsync(
        this DialogService dialogs, IStringLocalizer<Words> words, string title, string question, string verb, string? typedName = null)
    {
        var answer = await dialogs.OpenAsync<ConfirmDialog>(
            title,
            new(StringComparer.Ordinal)
            {
                [nameof(ConfirmDialog.Question)] = question,
                [nameof(ConfirmDialog.Verb)] = verb,
                [nameof(ConfirmDialog.TypedName)] = typedName,
            },
            DialogLook.Small(words["Act.Close"]));
        return answer is true;
    }
}
