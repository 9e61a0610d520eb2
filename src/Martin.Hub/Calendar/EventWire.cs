using System.Text.Json;
using Martin.Data.Calendar;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Wire;
using Martin.Plugins.Calendar;

namespace Martin.Hub.Calendar;

/// <summary>An event as clients see it (contract: Event).</summary>
public sealed record EventInfo
{
    public required Guid Id { get; init; }
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
    public required int Version { get; init; }

    public static EventInfo From(EventRow row) => new()
    {
        Id = row.Id, GoogleEventId = row.GoogleEventId, CalendarId = row.CalendarId, Title = row.Title, Description = row.Description,
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

    /// <summary>Not yet: a coded answer says so.</summary>
    public JsonElement? Recurrence { get; init; }

    /// <summary>The user's own click: others may be told without a proposal first.</summary>
    public bool Approve { get; init; }

    /// <param name="ownZone">The user's zone.</param>
    /// <exception cref="CodedException">UNPROCESSABLE for a recurrence.</exception>
    public EventDraft Draft(string ownZone)
    {
        if (Recurrence is { ValueKind: not JsonValueKind.Null }) throw CodedException.Unprocessable("Recurring events are not supported yet; leave recurrence out.");
        var (span, problems) = EventTimes.Read(StartTime, EndTime, TimeZone, IsAllDay, ownZone);
        return With(span ?? throw CodedException.Invalid(problems));
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

/// <summary>Which occurrences a change of a series means.</summary>
public sealed record ScopeQuery
{
    public EventScope? Scope { get; init; }

    /// <exception cref="CodedException">UNPROCESSABLE: there are no series yet.</exception>
    public void MustBeSingle()
    {
        if (Scope is EventScope.Following or EventScope.All) throw CodedException.Unprocessable("Recurring events are not supported yet; an event has one occurrence.");
    }
}
