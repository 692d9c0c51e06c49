using System.ComponentModel;
using Broker.Core.Management;

namespace Broker.Web.Api.Contracts;

/// <summary>A part of the jobs that wait.</summary>
public sealed record JobPageContract(
    [property: Description("In the order of their times.")] IReadOnlyList<JobContract> Items,
    [property: Description("To be given as after for the next page; null: there is no more.")] string? Next,
    [property: Description("All that wait, whatever was asked for.")] long Total)
{
    internal static JobPageContract Of(JobPage page) => new([.. page.Items.Select(JobContract.Of)], page.Next, page.Total);
}
