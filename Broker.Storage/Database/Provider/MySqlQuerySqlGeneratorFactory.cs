using Microsoft.EntityFrameworkCore.Query;

namespace Broker.Storage.Database.Provider;

internal sealed class MySqlQuerySqlGeneratorFactory(QuerySqlGeneratorDependencies dependencies) : IQuerySqlGeneratorFactory
{
    public QuerySqlGenerator Create() => new MySqlQuerySqlGenerator(dependencies);
}
