using System.Globalization;
using Martin.Data.Calendar;
using Martin.Plugins.Calendar.Series;
using Martin.Plugins.Tools;

namespace Martin.Plugins.Calendar;

/// <summary>What a change makes of an event, line by line, as the user decides on it.</summary>
internal static class EventLines
{
    public static IReadOnlyList<CardLine> Between(EventDraft before, EventDraft after, ToolContext context) =>
    [
        .. new[]
        {
            CardLine.Of("title", before.Title, after.Title),
            CardLine.Of("when", EventText.When(before.Span, context), EventText.When(after.Span, context)),
            CardLine.Of("time zone", before.Span.TimeZone, after.Span.TimeZone),
            CardLine.Of("repeats", Repeats(before, context), Repeats(after, context)),
            Others(before, after) is { Length: > 0 } added ? new("guests added", added) : null,
            Others(after, before) is { Length: > 0 } gone ? new("guests", CardLine.Removed, gone) : null,
            CardLine.Of("place", before.Location, after.Location),
            CardLine.Of("reminders", Reminders(before), Reminders(after)),
            CardLine.Of("description", before.Description, after.Description),
        }.OfType<CardLine>(),
    ];

    public static string? Repeats(EventDraft draft, ToolContext context) => draft.Recurrence is { } recurrence ? RecurrenceWords.Of(recurrence, draft.Span, context) : null;

    public static string Person(Attendee attendee) => attendee.Name is null ? attendee.Email : $"{attendee.Name} <{attendee.Email}>";

    /// <summary>Those on the second who are not on the first.</summary>
    private static string Others(EventDraft one, EventDraft other) =>
        string.Join(", ", other.Attendees.Where(a => !one.Attendees.Any(b => string.Equals(a.Email, b.Email, StringComparison.OrdinalIgnoreCase))).Select(Person));

    private static string? Reminders(EventDraft draft) =>
        draft.Reminders.Count == 0 ? null : $"{string.Join(", ", draft.Reminders.Select(m => m.ToString(CultureInfo.InvariantCulture)))} minutes before";
}
