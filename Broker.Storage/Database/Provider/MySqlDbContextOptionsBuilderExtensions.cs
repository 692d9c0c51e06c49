using Broker.Storage.Database.Provider;
using Microsoft.EntityFrameworkCore.Infrastructure;

// The namespace and the signature are Pomelo's: docs/decisions/0007.
#pragma warning disable IDE0130
namespace Microsoft.EntityFrameworkCore;
#pragma warning restore IDE0130

/// <summary>The one door to the provider.</summary>
public static class MySqlDbContextOptionsBuilderExtensions
{
    /// <summary>Keeps the context's data on a MySQL or MariaDB server.</summary>
    /// <param name="connectionString">In the driver's words; <see cref="Broker.Storage.Database.ConnectionSettings"/> tells what is added.</param>
    /// <param name="serverVersion">Whose SQL to speak. All servers that DatabasePreflight admits get the same.</param>
    /// <param name="mySqlOptionsAction">Timeouts, the history's table, and the like.</param>
    public static DbContextOptionsBuilder UseMySql(
        this DbContextOptionsBuilder optionsBuilder,
        string connectionString,
        ServerVersion serverVersion,
        Action<MySqlDbContextOptionsBuilder>? mySqlOptionsAction = null)
    {
        ArgumentNullException.ThrowIfNull(serverVersion);
        var options = optionsBuilder.Options.FindExtension<MySqlOptionsExtension>() ?? new MySqlOptionsExtension();
        var extension = options.WithConnectionString(connectionString);
        ((IDbContextOptionsBuilderInfrastructure)optionsBuilder).AddOrUpdateExtension(extension);
        mySqlOptionsAction?.Invoke(new MySqlDbContextOptionsBuilder(optionsBuilder));
        return optionsBuilder;
    }
}
