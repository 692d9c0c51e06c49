namespace Broker.Core.Selectors.Expressions;

/// <summary>The functions a selector may call; their names are case-sensitive, as ActiveMQ.</summary>
internal static class SelectorFunctions
{
    /// <summary>Makes the call's node.</summary>
    /// <param name="name">The function's name as written.</param>
    /// <param name="arguments">One or more.</param>
    /// <param name="position">Of the name, counted from 1; for errors.</param>
    /// <exception cref="InvalidSelectorException">Unknown name, wrong number of arguments, or a pattern that is not one.</exception>
    public static Expression Create(string name, Expression[] arguments, int position)
    {
        switch (name)
        {
            case "REGEX":
                ExpectCount(name, arguments, 2, 2, position);
                return new RegexCondition(SelectorRegex.Compile(name, arguments[0], position), arguments[1]);
            case "INLIST":
                ExpectCount(name, arguments, 2, 2, position);
                return new InListCondition(arguments[0], arguments[1]);
            case "MAKELIST":
                return new MakeListExpression(arguments);
            case "SPLIT":
                ExpectCount(name, arguments, 2, 3, position);
                return new SplitExpression(
                    arguments[0],
                    SelectorRegex.Compile(name, arguments[1], position),
                    arguments.Length == 3 ? arguments[2] : new LiteralExpression(SelectorValue.From(0)));
            case "REPLACE":
                ExpectCount(name, arguments, 3, 3, position);
                return new ReplaceExpression(arguments[0], SelectorRegex.Compile(name, arguments[1], position), arguments[2]);
            default:
                throw new InvalidSelectorException(
                    position,
                    "expected one of the functions REGEX, INLIST, MAKELIST, SPLIT, REPLACE before (");
        }
    }

    private static void ExpectCount(string name, Expression[] arguments, int least, int most, int position)
    {
        if (arguments.Length < least || arguments.Length > most)
        {
            var wanted = least == most ? $"{least}" : $"{least} to {most}";
            throw new InvalidSelectorException(position, $"expected {wanted} arguments for {name}, found {arguments.Length}");
        }
    }
}
