using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Broker.Storage.Database.Provider;

/// <summary>EF Core keeps its log events in an object of the provider's; this one adds none.</summary>
internal sealed class MySqlLoggingDefinitions : RelationalLoggingDefinitions;
