using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace Broker.Storage.Database.Provider;

/// <summary>What the console searches with: Contains and StartsWith. Neither reads its argument as a pattern.</summary>
internal sealed class MySqlStringTranslator(ISqlExpressionFactory sql) : IMethodCallTranslator
{
    private static readonly MethodInfo Contains = typeof(string).GetMethod(nameof(string.Contains), [typeof(string)])!;
    private static readonly MethodInfo StartsWith = typeof(string).GetMethod(nameof(string.StartsWith), [typeof(string)])!;

    public SqlExpression? Translate(
        SqlExpression? instance,
        MethodInfo method,
        IReadOnlyList<SqlExpression> arguments,
        IDiagnosticsLogger<DbLoggerCategory.Query> logger)
    {
        if (instance is null || (method != Contains && method != StartsWith)) return null;
        var mapping = instance.TypeMapping ?? arguments[0].TypeMapping;
        var text = sql.ApplyTypeMapping(instance, mapping);
        var word = sql.ApplyTypeMapping(arguments[0], mapping);
        return method == Contains
            ? sql.GreaterThan(Function<int>("LOCATE", word, text), sql.Constant(0))
            : sql.Equal(sql.Function("LEFT", [text, Function<int>("CHAR_LENGTH", word)], true, [true, true], typeof(string), mapping), word);
    }

    private SqlExpression Function<T>(string name, params SqlExpression[] arguments) =>
        sql.Function(name, arguments, nullable: true, Enumerable.Repeat(true, arguments.Length), typeof(T));
}
