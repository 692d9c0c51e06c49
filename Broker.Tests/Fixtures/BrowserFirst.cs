using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Broker.Tests.Fixtures.BrowserFirst", "Broker.Tests")]

namespace Broker.Tests.Fixtures;

/// <summary>Starts the classes that drive a browser before all others: they take longest, and beside them there is something to run.</summary>
public sealed class BrowserFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(static collection => collection.DisplayName.Contains(".Web.Browser.", StringComparison.Ordinal));
}
