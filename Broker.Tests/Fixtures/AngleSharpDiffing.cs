using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Broker.Tests.Fixtures;

/// <summary>Hands bunit the AngleSharp.Diffing that lies in compat/, whatever version it asks for.</summary>
internal static class AngleSharpDiffing
{
#pragma warning disable CA2255 // Must run before bunit's first use.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register() => AssemblyLoadContext.Default.Resolving += static (context, name) =>
        name.Name == "AngleSharp.Diffing"
            ? context.LoadFromAssemblyPath(Path.Combine(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!, "compat", "AngleSharp.Diffing.dll"))
            : null;
}
