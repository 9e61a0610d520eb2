using System.Globalization;
using Martin.Plugins.Rules;
using NodaTime;

namespace Martin.Plugins.Calendar.Files;

/// <summary>A time zone as a VTIMEZONE: each change of the clock in the years that matter, by its date, so that nothing is approximated by a rule.</summary>
internal static class ZoneText
{
    /// <summary>Years that an endless series is described for.</summary>
    public const int YearsAhead = 20;

    public static IEnumerable<string> Lines(string zone, DateTimeOffset from, DateTimeOffset to)
    {
        var clock = Zones.Find(zone)!;
        var intervals = clock.GetZoneIntervals(Instant.FromDateTimeOffset(from.AddYears(-1)), Instant.FromDateTimeOffset(to.AddDays(2))).ToList();
        var changes = intervals.Select((now, i) => (Now: now, Before: i > 0 ? intervals[i - 1].WallOffset : Earlier(clock, now)));
        yield return "BEGIN:VTIMEZONE";
        yield return $"TZID:{zone}";
        foreach (var kind in changes.GroupBy(c => (c.Now.WallOffset, c.Before, c.Now.Name, Summer: c.Now.Savings != Offset.Zero)))
        {
            var name = kind.Key.Summer ? "DAYLIGHT" : "STANDARD";
            var starts = kind.Select(c => Text(c.Now, c.Before)).ToList();
            yield return $"BEGIN:{name}";
            yield return $"DTSTART:{starts[0]}";
            if (starts.Count > 1) yield return $"RDATE:{string.Join(',', starts.Skip(1))}";
            yield return $"TZOFFSETFROM:{Text(kind.Key.Before)}";
            yield return $"TZOFFSETTO:{Text(kind.Key.WallOffset)}";
            yield return $"TZNAME:{kind.Key.Name}";
            yield return $"END:{name}";
        }
        yield return "END:VTIMEZONE";
    }

    /// <summary>By the clock that was valid until then.</summary>
    private static string Text(NodaTime.TimeZones.ZoneInterval interval, Offset before) =>
        Series.IcalTimes.Local(interval.HasStart ? interval.Start.WithOffset(before).LocalDateTime : new LocalDateTime(1900, 1, 1, 0, 0));

    private static Offset Earlier(DateTimeZone clock, NodaTime.TimeZones.ZoneInterval interval) =>
        interval.HasStart ? clock.GetUtcOffset(interval.Start - Duration.Epsilon) : interval.WallOffset;

    private static string Text(Offset offset)
    {
        var seconds = Math.Abs(offset.Seconds);
        var text = string.Create(CultureInfo.InvariantCulture, $"{(offset.Seconds < 0 ? '-' : '+')}{seconds / 3600:00}{seconds / 60 % 60:00}");
        return seconds % 60 == 0 ? text : text + (seconds % 60).ToString("00", CultureInfo.InvariantCulture);
    }
}
