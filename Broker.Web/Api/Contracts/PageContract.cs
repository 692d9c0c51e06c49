using System.ComponentModel;
using Broker.Core.Management;

namespace Broker.Web.Api.Contracts;

/// <summary>Part of a list.</summary>
public sealed record PageContract<T>(
    [property: Description("The entries of this page.")] IReadOnlyList<T> Items,
    [property: Description("How many entries the whole list has.")] int Total)
{
    internal static PageContract<T> Of<TView>(Page<TView> page, Func<TView, T> convert) => new([.. page.Items.Select(convert)], page.Total);
}
