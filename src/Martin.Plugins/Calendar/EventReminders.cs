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

    /// <summary>Of an event that was called off or declined nobody wants to hear.</summary>
    public static bool Wanted(EventRow row) =>
        row is { Status: not EventStatus.Cancelled, SelfResponse: not AttendeeResponse.Declined, Reminders.Count: > 0 };
}
