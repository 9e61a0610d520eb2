using System.Globalization;
using Martin.Data.Calendar;
using Martin.Plugins.Rules;
using Martin.Plugins.Tools;
using NodaTime;

namespace Martin.Plugins.Calendar;

/// <summary>Events in words: for models as JSON with local times, for people as a sentence.</summary>
internal static class EventText
{
    public static object Of(EventInstance instance, ToolContext context)
    {
        var row = instance.Row;
        var (start, end) = Local(instance.Span, context);
        return new
        {
            id = instance.Id, title = row.Title, start = Iso(start, row.IsAllDay), end = Iso(end, row.IsAllDay), weekday = start.DayOfWeek.ToString(),
            timeZone = context.TimeZone, seriesId = instance.Series?.Id, recurrence = (instance.Series ?? row).Recurrence?.Split('\n'), isAllDay = row.IsAllDay, location = row.Location, description = row.Description,
            attendees = row.Attendees.Select(a => new { email = a.Email, name = a.Name }),
        };
    }

    /// <summary>"Mon 23 Nov, 12:00–13:00" in the zone of the turn, with the year where it is not the present one.</summary>
    public static string When(EventSpan span, ToolContext context)
    {
        var (start, end) = Local(span, context);
        if (!span.IsAllDay) return start.Date == end.Date ? $"{Day(start)}, {Hour(start)}–{Hour(end)}" : $"{Day(start)}, {Hour(start)} to {Day(end)}, {Hour(end)}";
        var last = end.PlusDays(-1);
        return last.Date == start.Date ? $"{Day(start)}, all day" : $"{Day(start)} to {Day(last)}";

        string Day(LocalDateTime time) => ToolTimes.Day(time, context);
    }

    /// <param name="draft">What it is done to; a new event is there as it will be.</param>
    /// <param name="of">Which occurrences: "", " and all that follow", " and all others", or how it repeats.</param>
    /// <param name="changes">Of update_event.</param>
    public static WriteCard Card(string tool, EventDraft draft, IReadOnlyList<Attendee> others, ToolContext context, string of, IReadOnlyList<CardLine> changes)
    {
        var what = $"“{draft.Title}”, {When(draft.Span, context)}{of}";
        var people = string.Join(", ", others.Select(EventLines.Person));
        var effect = others.Count == 0 ? Effect.OwnWrite : Effect.Outward;
        var changed = changes.Count == 0 ? ": nothing that is not so already" : CardSentence.Of(changes);
        var card = (tool, effect) switch
        {
            ("create_event", Effect.Outward) => new(effect, "Invite to an event", $"Invite {people} to {what}"),
            ("create_event", _) => new(effect, "Add event", $"Add {what}"),
            ("update_event", Effect.Outward) => new(effect, "Change an event with others", $"Change {what}, with {people}{changed}"),
            ("update_event", _) => new(effect, "Change event", $"Change {what}{changed}"),
            ("respond_event", _) => new(effect, "Answer an invitation", $"Answer {what}"),
            (_, Effect.Outward) => new(effect, "Cancel an event with others", $"Cancel {what}, with {people}"),
            _ => new WriteCard(effect, "Cancel event", $"Cancel {what}"),
        };
        return card with { Lines = changes };
    }

    /// <summary>What those who are invited read beside title and time.</summary>
    public static string? Told(EventDraft draft)
    {
        var told = string.Join("\n\n", new[] { string.IsNullOrEmpty(draft.Location) ? null : $"Place: {draft.Location}", draft.Description }.Where(t => !string.IsNullOrEmpty(t)));
        return told.Length == 0 ? null : told;
    }

    private static (LocalDateTime Start, LocalDateTime End) Local(EventSpan span, ToolContext context)
    {
        var zone = span.IsAllDay ? Zones.Utc : context.TimeZone;  // dates are kept as midnights UTC
        return (Zones.ToLocal(span.Start, zone), Zones.ToLocal(span.End, zone));
    }

    private static string Iso(LocalDateTime time, bool asDate) =>
        time.ToString(asDate ? "uuuu-MM-dd" : "uuuu-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Hour(LocalDateTime time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}
