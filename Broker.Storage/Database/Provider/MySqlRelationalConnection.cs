using System.Data.Common;
using Microsoft.EntityFrameworkCore.Storage;

namespace Broker.Storage.Database.Provider;

/// <summary>Makes the driver's connections.</summary>
internal sealed class MySqlRelationalConnection(RelationalConnectionDependencies dependencies) : RelationalConnection(dependencies)
{
    protected override DbConnection CreateDbConnection() => new MySqlConnection(ConnectionSettings.Prepare(GetValidatedConnectionString()));
}
