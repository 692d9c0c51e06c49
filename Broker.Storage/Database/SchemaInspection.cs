using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Broker.Storage.Database;

/// <summary>Compares the tables that migrations make with those that are there. LeaseSchema's are not looked at.</summary>
internal static class SchemaInspection
{
    /// <summary>Which of our tables are there, in the order of their names.</summary>
    public static IReadOnlyCollection<string> TablesOf(BrokerDbContext context)
    {
        var there = Columns(context).Select(column => column.Split('.')[0]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. Ours(context).Select(table => table.Name).Where(there.Contains).Order(StringComparer.Ordinal)];
    }

    /// <summary>The first table or column that is not there, in words; null when all are.</summary>
    public static string? Missing(BrokerDbContext context)
    {
        var there = Columns(context);
        foreach (var table in Ours(context).OrderBy(table => table.Name, StringComparer.Ordinal))
        {
            var missing = table.Columns.Where(column => !there.Contains($"{table.Name}.{column.Name}")).ToList();
            if (missing.Count == 0) continue;
            return missing.Count == table.Columns.Count() ? $"the table '{table.Name}'" : $"the column '{missing[0].Name}' of the table '{table.Name}'";
        }

        return null;
    }

    private static IEnumerable<ITable> Ours(BrokerDbContext context) =>
        context.Model.GetRelationalModel().Tables.Where(table => !LeaseSchema.Tables.Contains(table.Name, StringComparer.Ordinal));

    private static HashSet<string> Columns(BrokerDbContext context) =>
        context.Database
            .SqlQuery<string>($"SELECT CONCAT(TABLE_NAME, '.', COLUMN_NAME) AS `Value` FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()")
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
}
