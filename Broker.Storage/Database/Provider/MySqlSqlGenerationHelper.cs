using System.Text;
using Microsoft.EntityFrameworkCore.Storage;

namespace Broker.Storage.Database.Provider;

/// <summary>Names stand in backticks, and a backtick in a name is written twice.</summary>
internal sealed class MySqlSqlGenerationHelper(RelationalSqlGenerationHelperDependencies dependencies)
    : RelationalSqlGenerationHelper(dependencies)
{
    public override string EscapeIdentifier(string identifier) => identifier.Replace("`", "``", StringComparison.Ordinal);

    public override void EscapeIdentifier(StringBuilder builder, string identifier) => builder.Append(EscapeIdentifier(identifier));

    public override string DelimitIdentifier(string identifier) => $"`{EscapeIdentifier(identifier)}`";

    public override void DelimitIdentifier(StringBuilder builder, string identifier) =>
        builder.Append('`').Append(EscapeIdentifier(identifier)).Append('`');
}
