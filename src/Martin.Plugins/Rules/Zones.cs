using NodaTime;
using NodaTime.TimeZones;

namespace Martin.Plugins.Rules;

/// <summary>IANA time zones, from the database that comes with NodaTime: the same on every machine.</summary>
public static class Zones
{
    public const string Utc = "UTC";

    /// <returns>null when there is no such zone.</returns>
    public static DateTimeZone? Find(string id) => id == Utc ? DateTimeZone.Utc : DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);

    /// <summary>Wording for a zone that does not exist; null when it does, or when there is none.</summary>
    public static string? Problem(string? id) => id is null || Find(id) is not null ? null : "must be an IANA time zone such as Europe/Berlin";

    /// <summary>The instant of a local time. In the gap of a clock change it moves forward by the gap; of two it is the first.</summary>
    public static DateTimeOffset ToInstant(LocalDateTime local, string zone) =>
        local.InZone(Known(zone), Resolvers.LenientResolver).ToDateTimeOffset().ToUniversalTime();

    public static LocalDateTime ToLocal(DateTimeOffset instant, string zone) =>
        Instant.FromDateTimeOffset(instant).InZone(Known(zone)).LocalDateTime;

    private static DateTimeZone Known(string zone) => Find(zone) ?? throw new DateTimeZoneNotFoundException($"No such zone: {zone}");
}
