using System.Data.Common;
using Microsoft.EntityFrameworkCore.Storage;

namespace Broker.Storage.Database.Provider;

/// <summary>Makes the driver's connections.</summary>
internal sealed class MySqlRelationalConnection(RelationalConnectionDependencies dependencies) : RelationalConnection(dependencies)
{
    // A concurrency token compares rows found, not rows that changed: writing the same values again is no conflict.
    protected override DbConnection CreateDbConnection() =>
        new MySqlConnection(new MySqlConnectionStringBuilder(GetValidatedConnectionString()) { UseAffectedRows = false }.ConnectionString);
}
