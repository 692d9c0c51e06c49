using Broker.Core.Management;
using Broker.Web.Localization;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Formatting;

/// <summary>Why something did not work, in the order a person needs it.</summary>
/// <param name="What">What happened.</param>
/// <param name="Meaning">What it means for messages.</param>
/// <param name="Action">What to do.</param>
/// <param name="Detail">For support; null when it adds nothing.</param>
public sealed record Failure(string What, string Meaning, string Action, string? Detail = null)
{
    public static Failure Of(Exception exception, IStringLocalizer<Words> words) => exception switch
    {
        CommandRefusedException refused => new(refused.Message, words["Failure.Unchanged"], words["Failure." + refused.Reason]),
        _ => new(words["Failure.Unexpected"], words["Failure.Unsure"], words["Failure.LookAtLog"], exception.Message),
    };
}
