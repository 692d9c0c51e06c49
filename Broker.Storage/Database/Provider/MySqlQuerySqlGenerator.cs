using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Broker.Storage.Database.Provider;

/// <summary>Writes queries where MySQL's SQL differs from the standard's.</summary>
internal sealed class MySqlQuerySqlGenerator(QuerySqlGeneratorDependencies dependencies) : QuerySqlGenerator(dependencies)
{
    /// <summary>The manual's own word for "all rows": there is no OFFSET without a LIMIT.</summary>
    private const string AllRows = "18446744073709551615";

    protected override void GenerateLimitOffset(SelectExpression selectExpression)
    {
        if (selectExpression.Limit is null && selectExpression.Offset is null) return;
        Sql.AppendLine().Append("LIMIT ");
        if (selectExpression.Limit is { } limit) Visit(limit);
        else Sql.Append(AllRows);
        if (selectExpression.Offset is null) return;
        Sql.Append(" OFFSET ");
        Visit(selectExpression.Offset);
    }

    // "/" makes a decimal of two integers, and "+" makes numbers of two strings; neither would be noticed.
    protected override string GetOperator(SqlBinaryExpression binaryExpression) =>
        binaryExpression.OperatorType == ExpressionType.Divide && MySqlCast.IsInteger(binaryExpression.Type)
            ? " DIV "
            : base.GetOperator(binaryExpression);

    protected override Expression VisitSqlBinary(SqlBinaryExpression sqlBinaryExpression)
    {
        if (sqlBinaryExpression.OperatorType != ExpressionType.Add || sqlBinaryExpression.Type != typeof(string))
        {
            return base.VisitSqlBinary(sqlBinaryExpression);
        }

        Sql.Append("CONCAT(");
        Visit(sqlBinaryExpression.Left);
        Sql.Append(", ");
        Visit(sqlBinaryExpression.Right);
        Sql.Append(")");
        return sqlBinaryExpression;
    }

    protected override Expression VisitSqlUnary(SqlUnaryExpression sqlUnaryExpression)
    {
        if (sqlUnaryExpression.OperatorType != ExpressionType.Convert) return base.VisitSqlUnary(sqlUnaryExpression);
        Sql.Append("CAST(");
        Visit(sqlUnaryExpression.Operand);
        Sql.Append($" AS {MySqlCast.TargetOf(sqlUnaryExpression)})");
        return sqlUnaryExpression;
    }

    // EF Core rewrites deletes with limits or joins to subqueries on the same table, where one unqualified column name
    // empties the table. Ours are few, and written by hand.
    protected override Expression VisitDelete(DeleteExpression deleteExpression) =>
        throw new NotSupportedException("ExecuteDelete is not supported on purpose: write the DELETE as SQL.");

    protected override Expression VisitUpdate(UpdateExpression updateExpression) =>
        throw new NotSupportedException("ExecuteUpdate is not supported on purpose: write the UPDATE as SQL.");
}
