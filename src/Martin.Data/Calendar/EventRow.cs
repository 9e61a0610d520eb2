namespace Martin.Data.Calendar;

public enum EventStatus { Confirmed, Tentative, Cancelled }

public enum Transparency { Opaque, Transparent }

public enum AttendeeResponse { NeedsAction, Accepted, Declined, Tentative }

/// <summary>An appointment in one of the user's calendars.</summary>
public sealed class EventRow : IOwned, IVersioned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public string? GoogleEventId { get; set; }
    public string CalendarId { get; set; } = "local";
    public required string Title { get; set; }
    public string? Description { get; set; }

    /// <summary>An instant; midnight UTC of the first day when <see cref="IsAllDay"/>.</summary>
    public required DateTimeOffset StartTime { get; set; }

    /// <summary>Exclusive end; midnight UTC of the day after the last when <see cref="IsAllDay"/>.</summary>
    public required DateTimeOffset EndTime { get; set; }

    /// <summary>IANA zone in which the event was meant.</summary>
    public required string TimeZone { get; set; }

    public bool IsAllDay { get; set; }
    public string? Location { get; set; }
    public List<Attendee> Attendees { get; set; } = [];
    public EventStatus Status { get; set; } = EventStatus.Confirmed;
    public Transparency Transparency { get; set; } = Transparency.Opaque;
    public AttendeeResponse? SelfResponse { get; set; }

    /// <summary>Minutes before the start at which the user is reminded.</summary>
    public List<int> Reminders { get; set; } = [];

    /// <summary>
    /// When it is to be looked at for reminders: at the latest when its next one falls due, a series that of its next occurrence. null: none is left.
    /// Every change of the row puts it back to the first of all; who has looked moves it on.
    /// </summary>
    public DateTimeOffset? NextReminderAt { get; set; }

    public string? ConferenceUrl { get; set; }

    /// <summary>Of a series: its RRULE, RDATE and EXDATE lines; <see cref="StartTime"/> is its first occurrence. Otherwise null.</summary>
    public string? Recurrence { get; set; }

    /// <summary>Of a series that ends: no occurrence lasts longer than this.</summary>
    public DateTimeOffset? RecursUntil { get; set; }

    /// <summary>Of a changed occurrence: the series in which it takes the place of <see cref="OriginalStart"/>.</summary>
    public Guid? SeriesId { get; set; }

    /// <summary>When the series would have it; midnight UTC of the date when the series is all-day.</summary>
    public DateTimeOffset? OriginalStart { get; set; }

    /// <summary>iCalendar UID of an imported event; <see cref="Id"/> serves for others.</summary>
    public string? Uid { get; set; }

    /// <summary>iCalendar SEQUENCE of what was imported.</summary>
    public int Sequence { get; set; }

    /// <summary>A model that had read words from outside wrote it, with the user's approval: whoever reads it reads such words.</summary>
    public bool FromOutside { get; set; }

    public int Version { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Sets <see cref="NextReminderAt"/> for what the row now says; the first midnight of an all-day event comes up to 14 hours before that of UTC.</summary>
    internal void ExpectReminders() =>
        NextReminderAt = Reminders.Count == 0 ? null : (IsAllDay ? StartTime.AddHours(-14) : StartTime).AddMinutes(-Reminders.Max());
}

public sealed class Attendee
{
    public required string Email { get; set; }
    public string? Name { get; set; }

    /// <summary><c>needs_action</c>, <c>accepted</c>, <c>declined</c> or <c>tentative</c>.</summary>
    public string Response { get; set; } = "needs_action";
}

/// <summary>Two events of one user that overlap.</summary>
public sealed class ConflictRow : IOwned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required Guid EventId1 { get; init; }
    public required Guid EventId2 { get; init; }

    /// <summary>Which occurrence, when <see cref="EventId1"/> is a series.</summary>
    public DateTimeOffset? OriginalStart1 { get; init; }

    /// <inheritdoc cref="OriginalStart1"/>
    public DateTimeOffset? OriginalStart2 { get; init; }

    public string? Resolution { get; set; }
    public DateTimeOffset? ResolvedAt { get; set; }
}
