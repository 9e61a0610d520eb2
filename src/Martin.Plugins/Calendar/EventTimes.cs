using Martin.Data.Calendar;
using Martin.Plugins.Rules;
using NodaTime;
using NodaTime.Text;

namespace Martin.Plugins.Calendar;

/// <summary>When an event is. For all-day events the instants are midnights UTC of the first day and of the day after the last.</summary>
public sealed record EventSpan(DateTimeOffset Start, DateTimeOffset End, string TimeZone, bool IsAllDay)
{
    public static EventSpan Of(EventRow row) => new(row.StartTime, row.EndTime, row.TimeZone, row.IsAllDay);
}

/// <summary>Reads and writes the times of events: an instant, or a local time with a zone; for all-day events dates.</summary>
public static class EventTimes
{
    public const int LongestDays = 366;

    private static readonly LocalDateTimePattern[] LocalPatterns =
        [LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm"), LocalDateTimePattern.ExtendedIso];

    private static readonly OffsetDateTimePattern[] OffsetPatterns =
        [OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mmo<Z+HH:mm>"), OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss;FFFFFFFo<Z+HH:mm>")];

    /// <summary>Reads the times of an event.</summary>
    /// <param name="timeZone">The zone given with the times; needed for local times, otherwise the zone in which the event is meant.</param>
    /// <param name="ownZone">The user's zone, for instants and dates that come without one.</param>
    /// <returns>The span, or what is wrong with which of startTime, endTime and timeZone.</returns>
    public static (EventSpan? Span, IReadOnlyList<(string Field, string Problem)> Problems) Read(
        string startTime, string endTime, string? timeZone, bool isAllDay, string ownZone)
    {
        if (Zones.Problem(timeZone) is { } noZone) return (null, [("timeZone", noZone)]);
        var start = isAllDay ? Date(startTime) : Point(startTime, timeZone);
        var end = isAllDay ? Date(endTime) : Point(endTime, timeZone);
        var problems = Rule.Broken(("startTime", Unreadable(start, startTime, isAllDay)), ("endTime", Unreadable(end, endTime, isAllDay))).ToList();
        if (problems.Count > 0) return (null, problems);
        var span = new EventSpan(start!.Value, end!.Value, timeZone ?? ownZone, isAllDay);
        if (Ordered(span) is { } disorder) return (null, [("endTime", disorder)]);
        return (span, []);
    }

    /// <summary>An instant; or a local time or a date (its midnight) in <paramref name="zone"/>.</summary>
    /// <returns>null when it is none of these.</returns>
    public static DateTimeOffset? Moment(string text, string zone) =>
        Point(text, zone) ?? (LocalDatePattern.Iso.Parse(text) is { Success: true } date && InRange(date.Value.Year) ? Zones.ToInstant(date.Value.AtMidnight(), zone) : null);

    /// <summary>As the wire has it: a date for all-day events, otherwise null and the instant stands for itself.</summary>
    public static string DateText(DateTimeOffset midnightUtc) => midnightUtc.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static DateTimeOffset? Point(string text, string? zone)
    {
        foreach (var pattern in OffsetPatterns)
            if (pattern.Parse(text) is { Success: true } instant && InRange(instant.Value.Year)) return instant.Value.ToDateTimeOffset().ToUniversalTime();
        if (zone is null) return null;
        foreach (var pattern in LocalPatterns)
            if (pattern.Parse(text) is { Success: true } local && InRange(local.Value.Year)) return Zones.ToInstant(local.Value, zone);
        return null;
    }

    private static DateTimeOffset? Date(string text) =>
        LocalDatePattern.Iso.Parse(text) is { Success: true } date && InRange(date.Value.Year)
            ? new DateTimeOffset(date.Value.Year, date.Value.Month, date.Value.Day, 0, 0, 0, TimeSpan.Zero) : null;

    private static bool InRange(int year) => year is >= 1900 and <= 2999;

    private static string? Unreadable(DateTimeOffset? at, string text, bool isAllDay) =>
        at is not null ? null
        : isAllDay ? "must be a date such as 2026-11-22 (the event is all-day)"
        : LocalPatterns.Any(p => p.Parse(text).Success) ? "is a local time, so timeZone must be given"
        : "must be an instant such as 2026-11-22T09:00:00Z, or a local time such as 2026-11-22T09:00 with timeZone";

    private static string? Ordered(EventSpan span) =>
        span.End <= span.Start ? (span.IsAllDay ? "must be after startTime (it is the day after the last)" : "must be after startTime")
        : span.End - span.Start > TimeSpan.FromDays(LongestDays) ? $"must be at most {LongestDays} days after startTime" : null;
}
