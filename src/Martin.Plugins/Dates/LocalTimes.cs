using System.Globalization;
using NodaTime;
using NodaTime.TimeZones;

namespace Martin.Plugins.Dates;

/// <summary>Local times made safe against clock changes, and their wording.</summary>
public static class LocalTimes
{
    private static readonly ZoneLocalMappingResolver Lenient =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnForwardShifted);

    /// <summary>The moment a local time means: a skipped one is shifted forward, of a doubled one the earlier counts. The note says so.</summary>
    public static (ZonedDateTime Time, string? Note) In(LocalDateTime local, DateTimeZone zone)
    {
        var mapping = zone.MapLocal(local);
        var time = Lenient(mapping);
        return (time, mapping.Count switch
        {
            0 => $"{Hour(local)} does not exist that day because the clocks go forward; {Hour(time.LocalDateTime)} is meant",
            2 => $"{Hour(local)} comes twice that day because the clocks go back; the earlier one is meant",
            _ => null,
        });
    }

    public static string Hour(LocalDateTime time) => time.ToString(time.Second == 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>"Friday 27 November 2026".</summary>
    public static string Day(LocalDate date) => date.ToString("dddd d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>"2026-11-27T15:00:00".</summary>
    public static string Iso(LocalDateTime time) => time.ToString("uuuu-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Iso(LocalDate date) => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The zone of an IANA id, or null.</summary>
    public static DateTimeZone? Zone(string id) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);
}
