using Martin.Data.Calendar;
using Martin.Plugins.Rules;
using NodaTime;

namespace Martin.Plugins.Calendar;

/// <summary>When the user is reminded of an event.</summary>
public static class EventReminders
{
    /// <summary>The longest time before its start that an event reminds: four weeks, as Google has it.</summary>
    public const int LongestMinutes = 40_320;

    /// <summary>The instant at which an event begins for its people; an all-day event at midnight of its zone.</summary>
    public static DateTimeOffset Begins(EventSpan span) =>
        span.IsAllDay ? Zones.ToInstant(LocalDateTime.FromDateTime(span.Start.UtcDateTime), span.TimeZone) : span.Start;

    /// <summary>The reminders of one event or occurrence that fall due after <paramref name="since"/> and not after <paramref name="until"/>.</summary>
    /// <param name="minutes">Minutes before the start.</param>
    public static IEnumerable<DateTimeOffset> Due(EventSpan span, IEnumerable<int> minutes, DateTimeOffset since, DateTimeOffset until)
    {
        var begins = Begins(span);
        return minutes.Distinct().Select(m => begins.AddMinutes(-m)).Where(due => due > since && due <= until);
    }

    /// <summary>The first reminder after <paramref name="until"/>; null when none will come.</summary>
    /// <param name="spans">In order of start; read as far as it takes.</param>
    public static DateTimeOffset? Next(IEnumerable<EventSpan> spans, IReadOnlyList<int> minutes, DateTimeOffset until)
    {
        DateTimeOffset? next = null;
        var longest = minutes.Max();
        foreach (var begins in spans.Select(Begins))
        {
            if (begins.AddMinutes(-longest) >= next) break;  // what comes later reminds later
            foreach (var due in minutes.Select(m => begins.AddMinutes(-m)).Where(due => due > until && !(due >= next))) next = due;
        }
        return next;
    }

    /// <summary>It is still worth a reminder: not over yet. What takes no time is over when its reminder of 0 minutes comes, and has a quarter of an hour.</summary>
    public static bool IsTimely(EventSpan span, DateTimeOffset now) =>
        span.IsAllDay ? span.End > now.AddDays(-1) : (span.End > span.Start ? span.End : span.End.AddMinutes(15)) > now;

    /// <summary>Of an event that was called off or declined nobody wants to hear.</summary>
    public static bool Wanted(EventRow row) =>
        row is { Status: not EventStatus.Cancelled, SelfResponse: not AttendeeResponse.Declined, Reminders.Count: > 0 };
}
