using Broker.Web.Localization;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Formatting;

/// <summary>What became of the last act on a page.</summary>
/// <param name="Result">One sentence when it was done; null says nothing.</param>
/// <param name="Failure">Why something did not work; null when nothing failed.</param>
public sealed record Outcome(string? Result = null, Failure? Failure = null)
{
    public static Outcome None { get; } = new();

    /// <summary>Acts, and tells how it went.</summary>
    /// <param name="act">Answers with the sentence to show, or null for none.</param>
    /// <param name="words">The page's language.</param>
    public static async Task<Outcome> OfAsync(Func<Task<string?>> act, IStringLocalizer<Words> words)
    {
        try
        {
            return new(Result: await act());
        }
        catch (Exception exception)
        {
            return new(Failure: Failure.Of(exception, words));
        }
    }
}
