using Microsoft.EntityFrameworkCore.Query;

namespace Broker.Storage.Database.Provider;

/// <summary>Adds what this provider translates to what every relational provider does.</summary>
internal sealed class MySqlMethodCallTranslatorProvider : RelationalMethodCallTranslatorProvider
{
    public MySqlMethodCallTranslatorProvider(RelationalMethodCallTranslatorProviderDependencies dependencies)
        : base(dependencies) => AddTranslators([new MySqlStringTranslator(dependencies.SqlExpressionFactory)]);
}
