using System.ComponentModel;
using Martin.Data.Calendar;
using Martin.Plugins.Calendar.Series;
using Martin.Plugins.Rules;
using Martin.Plugins.Tools;

namespace Martin.Plugins.Calendar;

/// <summary>Somebody on an event, as tools name people.</summary>
public sealed record EventGuest(string Email, string? Name = null)
{
    internal Attendee ToAttendee() => new() { Email = Email, Name = Name };
}

/// <summary>What update_event may change; what is null stays.</summary>
public sealed record EventChanges
{
    public string? Title { get; init; }

    [Description("Local time such as 2026-11-23T13:00, or a date for all-day events")]
    public string? StartTime { get; init; }

    [Description("As startTime; exclusive")]
    public string? EndTime { get; init; }

    public string? TimeZone { get; init; }
    public bool? IsAllDay { get; init; }
    public string? Location { get; init; }
    public string? Description { get; init; }

    [Description("All people on the event after the change")]
    public EventGuest[]? Attendees { get; init; }

    [Description("Minutes before the start")]
    public int[]? Reminders { get; init; }

    [Description("When it repeats, such as RRULE:FREQ=WEEKLY;BYDAY=MO; an empty list ends the repeating")]
    public string[]? Recurrence { get; init; }

    internal bool Moves => StartTime is not null || EndTime is not null;

    internal EventDraft ApplyTo(EventDraft draft, ToolContext context) => draft with
    {
        Title = Title ?? draft.Title, Location = Location ?? draft.Location, Description = Description ?? draft.Description,
        Attendees = Attendees is null ? draft.Attendees : [.. Attendees.Select(a => Known(a, draft))], Reminders = Reminders ?? draft.Reminders,
        Span = Moves || IsAllDay is not null || TimeZone is not null ? NewSpan(draft.Span, context) : draft.Span,
        Recurrence = Recurrence is null ? draft.Recurrence : EventArguments.Repeats(Recurrence, IsAllDay ?? draft.Span.IsAllDay, TimeZone ?? draft.Span.TimeZone),
    };

    // Someone who is on the event already keeps the answer they gave.
    private static Attendee Known(EventGuest guest, EventDraft draft) =>
        draft.Attendees.FirstOrDefault(a => string.Equals(a.Email, guest.Email, StringComparison.OrdinalIgnoreCase)) ?? guest.ToAttendee();

    private EventSpan NewSpan(EventSpan old, ToolContext context)
    {
        var allDay = IsAllDay ?? old.IsAllDay;
        var zone = TimeZone ?? old.TimeZone;
        if (Zones.Problem(zone) is { } noZone) throw new ToolRefusedException($"timeZone {noZone}.");
        var start = StartTime is null ? Moved(old, zone, allDay) : EventArguments.Point("startTime", StartTime, zone, allDay, context);
        if (EndTime is not null) return EventArguments.Ordered(new(start, EventArguments.Point("endTime", EndTime, zone, allDay, context), zone, allDay));
        var length = allDay == old.IsAllDay ? old.End - old.Start : EventArguments.DefaultLength(allDay);
        return EventArguments.Ordered(new(start, start + length, zone, allDay));
    }

    /// <summary>The old start in its new form: the day that it was on, the midnight of that day, or the same time on another zone's clocks.</summary>
    private static DateTimeOffset Moved(EventSpan old, string zone, bool allDay)
    {
        var local = Zones.ToLocal(old.Start, old.IsAllDay ? Zones.Utc : old.TimeZone);  // all-day: midnights are kept in UTC
        if (allDay) return new(local.Date.ToDateTimeUnspecified(), TimeSpan.Zero);
        return old.IsAllDay || zone != old.TimeZone ? Zones.ToInstant(local, zone) : old.Start;
    }
}

/// <summary>The times of an event in a tool's arguments.</summary>
internal static class EventArguments
{
    public static TimeSpan DefaultLength(bool allDay) => allDay ? TimeSpan.FromDays(1) : TimeSpan.FromHours(1);

    public static EventSpan Span(ToolArguments arguments, ToolContext context) => Span(
        arguments.Get<string>("startTime")!, arguments.Get<string>("endTime"), arguments.Get<string>("timeZone"), arguments.Get<bool?>("isAllDay") ?? false, context);

    /// <exception cref="ToolRefusedException">They can't be read, or the end is not after the start.</exception>
    public static EventSpan Span(string startTime, string? endTime, string? timeZone, bool allDay, ToolContext context)
    {
        if (Zones.Problem(timeZone) is { } noZone) throw new ToolRefusedException($"timeZone {noZone}.");
        var zone = timeZone ?? context.TimeZone;
        var start = Point("startTime", startTime, zone, allDay, context);
        var end = endTime is null ? start + DefaultLength(allDay) : Point("endTime", endTime, zone, allDay, context);
        return Ordered(new(start, end, zone, allDay));
    }

    /// <returns>An instant; for all-day events midnight UTC of the date.</returns>
    public static DateTimeOffset Point(string argument, string text, string zone, bool allDay, ToolContext context)
    {
        var inZone = new ToolContext { Db = context.Db, UserId = context.UserId, Now = context.Now, TimeZone = zone };
        var moment = ToolTimes.Read(argument, text, inZone);
        return allDay ? new DateTimeOffset(Zones.ToLocal(moment, zone).Date.ToDateTimeUnspecified(), TimeSpan.Zero) : moment;
    }

    public static EventSpan Ordered(EventSpan span) =>
        span.End <= span.Start ? throw new ToolRefusedException("endTime must be after startTime.")
        : span.End - span.Start > TimeSpan.FromDays(EventTimes.LongestDays) ? throw new ToolRefusedException($"An event lasts at most {EventTimes.LongestDays} days.")
        : span;

    /// <exception cref="ToolRefusedException">It can't be read.</exception>
    public static Recurrence? Repeats(string[]? lines, bool allDay, string zone) => Recurrence.Read(lines ?? [], allDay, zone) switch
    {
        (_, { } problem) => throw new ToolRefusedException($"recurrence {problem}."),
        var (recurrence, _) => recurrence,
    };

    public static EventRef Ref(string eventId) => EventRef.Read(eventId) ?? throw new ToolRefusedException("That is not an event's id; list them to find it.");

    public static EventDraft Checked(EventDraft draft) =>
        draft.Problems().FirstOrDefault() is { Field: { } field, Problem: var problem } ? throw new ToolRefusedException($"{field} {problem}.") : draft;
}
