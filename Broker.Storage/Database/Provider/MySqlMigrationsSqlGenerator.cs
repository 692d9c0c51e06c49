using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace Broker.Storage.Database.Provider;

/// <summary>Writes tables, columns, indexes and checks. Renaming, sequences and schemas are refused by the base class.</summary>
internal sealed class MySqlMigrationsSqlGenerator(MigrationsSqlGeneratorDependencies dependencies) : MigrationsSqlGenerator(dependencies)
{
    protected override void Generate(CreateTableOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        base.Generate(operation, model, builder, terminate: false);
        builder.Append(" ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
        if (terminate) End(builder);
    }

    protected override void Generate(AlterColumnOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        builder.Append($"ALTER TABLE {Name(operation.Table)} MODIFY COLUMN ");
        ColumnDefinition(operation.Schema, operation.Table, operation.Name, operation, model, builder);
        End(builder);
    }

    protected override void Generate(DropIndexOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        builder.Append($"DROP INDEX {Name(operation.Name)} ON {Name(operation.Table!)}");
        if (terminate) End(builder);
    }

    protected override void ColumnDefinition(
        string? schema, string table, string name, ColumnOperation operation, IModel? model, MigrationCommandListBuilder builder)
    {
        base.ColumnDefinition(schema, table, name, operation, model, builder);
        if (operation[MySqlAnnotationProvider.ValueGeneration] is MySqlValueGenerationStrategy.IdentityColumn) builder.Append(" AUTO_INCREMENT");
    }

    private string Name(string identifier) => Dependencies.SqlGenerationHelper.DelimitIdentifier(identifier);

    private void End(MigrationCommandListBuilder builder)
    {
        builder.AppendLine(Dependencies.SqlGenerationHelper.StatementTerminator);
        EndStatement(builder);
    }
}
