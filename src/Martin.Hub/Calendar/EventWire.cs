using System.Text.Json;
using Martin.Data.Calendar;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Wire;
using Martin.Plugins.Calendar;
using Martin.Plugins.Calendar.Series;

namespace Martin.Hub.Calendar;

/// <summary>An event as clients see it (contract: Event).</summary>
public sealed record EventInfo
{
    /// <summary>A UUID; of an occurrence the series' with an underscore and its original start.</summary>
    public required string Id { get; init; }

    public string? GoogleEventId { get; init; }
    public required string CalendarId { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }

    /// <summary>An instant; of an all-day event a date.</summary>
    public required string StartTime { get; init; }

    /// <summary>Exclusive.</summary>
    public required string EndTime { get; init; }

    public required string TimeZone { get; init; }
    public required bool IsAllDay { get; init; }
    public string? Location { get; init; }
    public required IReadOnlyList<AttendeeInfo> Attendees { get; init; }
    public required EventStatus Status { get; init; }
    public required Transparency Transparency { get; init; }
    public AttendeeResponse? SelfResponse { get; init; }
    public required IReadOnlyList<int> Reminders { get; init; }
    public string? ConferenceUrl { get; init; }
    /// <summary>RRULE, RDATE and EXDATE lines of the series.</summary>
    public IReadOnlyList<string>? Recurrence { get; init; }

    public Guid? SeriesId { get; init; }

    /// <summary>When the series would have this occurrence.</summary>
    public string? OriginalStart { get; init; }

    public required int Version { get; init; }

    public static EventInfo From(EventInstance instance) => From(instance.Row) with
    {
        Id = instance.Id, StartTime = Time(instance.Span.Start, instance.Span.IsAllDay), EndTime = Time(instance.Span.End, instance.Span.IsAllDay),
        Recurrence = (instance.Series ?? instance.Row).Recurrence?.Split('\n'), SeriesId = instance.Series?.Id,
        OriginalStart = instance.OriginalStart is { } at ? Time(at, instance.Series!.IsAllDay) : null,
    };

    private static EventInfo From(EventRow row) => new()
    {
        Id = "", GoogleEventId = row.GoogleEventId, CalendarId = row.CalendarId, Title = row.Title, Description = row.Description,
        StartTime = Time(row.StartTime, row.IsAllDay), EndTime = Time(row.EndTime, row.IsAllDay), TimeZone = row.TimeZone, IsAllDay = row.IsAllDay,
        Location = row.Location, Attendees = [.. row.Attendees.Select(a => new AttendeeInfo(a.Email, a.Name, a.Response))], Status = row.Status,
        Transparency = row.Transparency, SelfResponse = row.SelfResponse, Reminders = row.Reminders, ConferenceUrl = row.ConferenceUrl, Version = row.Version,
    };

    private static string Time(DateTimeOffset at, bool isAllDay) => isAllDay ? EventTimes.DateText(at) : Instants.Format(at);
}

public sealed record AttendeeInfo(string Email, string? Name, string Response);

public sealed record AttendeeInput(string Email, string? Name = null, AttendeeResponse Response = AttendeeResponse.NeedsAction)
{
    public Attendee ToRow() => new() { Email = Email, Name = Name, Response = Data.EnumNames.Name(Response) };
}

/// <summary>A new event; of a change, its whole new state.</summary>
public record EventInput : IChecked
{
    public required string Title { get; init; }
    public string? Description { get; init; }
    public required string StartTime { get; init; }
    public required string EndTime { get; init; }
    public string? TimeZone { get; init; }
    public bool IsAllDay { get; init; }
    public string? Location { get; init; }
    public IReadOnlyList<AttendeeInput>? Attendees { get; init; }
    public EventStatus Status { get; init; }
    public Transparency Transparency { get; init; }
    public AttendeeResponse? SelfResponse { get; init; }
    public IReadOnlyList<int>? Reminders { get; init; }
    public string? ConferenceUrl { get; init; }

    /// <summary>RRULE, RDATE and EXDATE lines: a list, or one text. In a change absent keeps what there is; an empty list ends the repeating.</summary>
    public JsonElement? Recurrence { get; init; }

    /// <summary>The user's own click: others may be told without a proposal first.</summary>
    public bool Approve { get; init; }

    /// <param name="ownZone">For times without a zone: the user's.</param>
    /// <param name="present">What is replaced; null when it is new.</param>
    /// <exception cref="CodedException">INVALID_REQUEST</exception>
    public EventDraft Draft(string ownZone, EventDraft? present = null)
    {
        var (span, problems) = EventTimes.Read(StartTime, EndTime, TimeZone, IsAllDay, present?.Recurrence is null ? ownZone : present.Span.TimeZone);
        if (span is null) throw CodedException.Invalid(problems);
        return With(span) with { Recurrence = Recurrence is { ValueKind: not JsonValueKind.Null } given ? Repeats(given, span) : present?.Recurrence };
    }

    private Recurrence? Repeats(JsonElement given, EventSpan span)
    {
        string[] lines = given.ValueKind switch
        {
            JsonValueKind.String => given.GetString()!.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            JsonValueKind.Array when given.EnumerateArray().All(line => line.ValueKind == JsonValueKind.String) => [.. given.EnumerateArray().Select(line => line.GetString()!)],
            _ => throw CodedException.Invalid("recurrence", "must be a list of lines such as RRULE:FREQ=WEEKLY;BYDAY=MO"),
        };
        if (lines.Length > 0 && TimeZone is null && !IsAllDay) throw CodedException.Invalid("timeZone", "is required with recurrence: an IANA time zone such as Europe/Berlin");
        var (recurrence, problem) = Plugins.Calendar.Series.Recurrence.Read(lines, span.IsAllDay, span.TimeZone);
        return problem is null ? recurrence : throw CodedException.Invalid("recurrence", problem);
    }

    // Everything but the times, which need the user's zone. The span here only fills the place.
    public virtual IEnumerable<(string Field, string Problem)> Problems() => With(new EventSpan(default, default, "", IsAllDay)).Problems();

    private EventDraft With(EventSpan span) => new()
    {
        Title = Title, Description = Description, Span = span, Location = Location, Attendees = [.. (Attendees ?? []).Select(a => a.ToRow())],
        Status = Status, Transparency = Transparency, SelfResponse = SelfResponse, Reminders = Reminders ?? [], ConferenceUrl = ConferenceUrl,
    };
}

/// <summary>Replaces an event.</summary>
public sealed record EventReplacement : EventInput
{
    /// <summary>The version that was read.</summary>
    public required int Version { get; init; }
}

public sealed record EventRemoval(bool Approve = false);

public sealed record EventQuery : PageQuery
{
    /// <summary>An instant, or a date or local time in the user's zone.</summary>
    public string? From { get; init; }

    /// <inheritdoc cref="From"/>
    public string? To { get; init; }

    /// <exception cref="CodedException">INVALID_REQUEST</exception>
    public EventFilter Filter(string ownZone)
    {
        var (from, to) = (Read(From, ownZone), Read(To, ownZone));
        var problems = Rule.Broken(
            ("from", From is null || from is not null ? null : "must be an instant or a date"),
            ("to", To is not null && to is null ? "must be an instant or a date" : to <= from ? "must be after from" : null)).ToList();
        return problems.Count == 0 ? new EventFilter(from, to, ownZone) : throw CodedException.Invalid(problems);
    }

    private static DateTimeOffset? Read(string? text, string zone) => text is null ? null : EventTimes.Moment(text, zone);
}

/// <summary>Which occurrences of a series a change means.</summary>
public sealed record ScopeQuery
{
    public EventScope? Scope { get; init; }

    /// <summary>An occurrence's id means that occurrence, a series' own id all of it, unless the query says otherwise.</summary>
    /// <exception cref="CodedException">INVALID_REQUEST: one occurrence is meant, but none is named.</exception>
    public EventScope For(EventInstance present) =>
        present.Series is null && present.Row.Recurrence is not null && Scope == EventScope.This
            ? throw CodedException.Invalid("scope", "is this, but the id names a whole series; give an occurrence's id")
            : Scope ?? EventScope.This;
}
