// The namespace and the names are Pomelo's, because migrations spell them: docs/decisions/0007.
#pragma warning disable IDE0130
namespace Microsoft.EntityFrameworkCore.Metadata;
#pragma warning restore IDE0130

/// <summary>How a column gets its value when a row is inserted without one.</summary>
public enum MySqlValueGenerationStrategy
{
    None = 0,

    /// <summary>AUTO_INCREMENT.</summary>
    IdentityColumn = 1,
}
