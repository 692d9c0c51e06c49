using System.Xml;
using System.Xml.XPath;

namespace Broker.Core.Selectors.Expressions;

/// <summary>XPATH over the body: true as XPath's boolean() is, false of a body that is not well-formed XML.</summary>
/// <remarks>
/// A document type declaration makes a body not well-formed here, and nothing outside the body is ever read.
/// Source: as ActiveMQ's XPathExpression; XPath 1.0, without namespace prefixes.
/// </remarks>
internal sealed class XPathCondition : Condition
{
    private static readonly XmlReaderSettings ReaderSettings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        MaxCharactersInDocument = SelectorLimits.XPathBodyLength,
    };

    // Evaluating moves state inside a compiled expression, so each evaluation works on a clone.
    private readonly XPathExpression _expression;

    /// <exception cref="InvalidSelectorException">Not an XPath 1.0 expression, or one with prefixes, variables or unknown functions.</exception>
    public XPathCondition(string xpath, int position)
        : base(depth: 1)
    {
        if (xpath.Length > SelectorLimits.XPathLength)
        {
            throw new InvalidSelectorException(position, $"expected an XPath of at most {SelectorLimits.XPathLength} characters");
        }

        try
        {
            _expression = XPathExpression.Compile(xpath);

            // Prefixes, variables and functions are looked up only now.
            _ = IsTrue("<a/>");
        }
        catch (Exception e) when (e is XPathException or ArgumentException)
        {
            throw new InvalidSelectorException(position, $"expected an XPath 1.0 expression without prefixes: {e.Message}", e);
        }
    }

    public override bool? Test(ISelectorSubject subject)
    {
        if (subject.GetBodyText() is not string body)
        {
            return false;
        }

        try
        {
            return IsTrue(body);
        }
        catch (Exception e) when (e is XmlException or XPathException)
        {
            return false;
        }
    }

    private bool IsTrue(string body)
    {
        using var text = new StringReader(body);
        using var reader = XmlReader.Create(text, ReaderSettings);
        var document = new XPathDocument(reader, XmlSpace.Preserve);
        return document.CreateNavigator().Evaluate(_expression.Clone()) switch
        {
            bool truth => truth,
            double number => number != 0 && !double.IsNaN(number),
            string result => result.Length > 0,
            XPathNodeIterator nodes => nodes.MoveNext(),
            _ => false,
        };
    }
}
