namespace Broker.Tests.Architecture;

/// <summary>One compiled type naming another, anywhere: in a signature, an attribute or a method body.</summary>
/// <param name="FromNamespace">Namespace of the outermost type that contains the reference.</param>
/// <param name="From">That type.</param>
/// <param name="ToAssembly">Assembly of the named type.</param>
/// <param name="ToNamespace">Namespace of the outermost type that contains the named one.</param>
/// <param name="To">That type.</param>
internal sealed record TypeReference(string FromNamespace, string From, string ToAssembly, string ToNamespace, string To);
