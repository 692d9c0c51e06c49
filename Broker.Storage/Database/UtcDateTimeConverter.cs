using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Broker.Storage.Database;

/// <summary>Columns of time have no zone: what goes in is turned into UTC, and what comes out is marked as UTC.</summary>
/// <remarks>A time of unspecified kind is taken for UTC.</remarks>
internal sealed class UtcDateTimeConverter() : ValueConverter<DateTime, DateTime>(
    time => time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time,
    time => DateTime.SpecifyKind(time, DateTimeKind.Utc));
