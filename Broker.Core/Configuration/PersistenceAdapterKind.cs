namespace Broker.Core.Configuration;

/// <summary>The kinds of store.</summary>
public enum PersistenceAdapterKind
{
    /// <summary>Files in the data directory.</summary>
    Journal,

    /// <summary>MySQL or MariaDB, shared by several nodes.</summary>
    Database,

    /// <summary>Nothing survives the process.</summary>
    Memory,
}
