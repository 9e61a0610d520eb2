using Martin.Data.Calendar;
using Martin.Plugins.Calendar.Series;

namespace Martin.Plugins.Calendar;

/// <summary>Fills rows.</summary>
internal static class EventRows
{
    public static EventRow New(Guid userId, Guid id, DateTimeOffset now) => new()
    {
        Id = id, UserId = userId, Title = "", StartTime = default, EndTime = default, TimeZone = "", Version = 1, CreatedAt = now,
    };

    public static void Write(EventRow row, EventDraft draft, DateTimeOffset now)
    {
        row.Title = draft.Title.Trim();
        row.Description = draft.Description;
        (row.StartTime, row.EndTime, row.TimeZone, row.IsAllDay) = draft.Span;
        row.Location = draft.Location;
        row.Attendees = [.. draft.Attendees];
        row.Status = draft.Status;
        row.Transparency = draft.Transparency;
        row.SelfResponse = draft.SelfResponse;
        row.Reminders = [.. draft.Reminders];
        row.ConferenceUrl = draft.ConferenceUrl;
        Repeat(row, draft.Recurrence);
        row.UpdatedAt = now;
    }

    /// <summary>Sets when the row happens again; its own times must be in place.</summary>
    public static void Repeat(EventRow row, Recurrence? recurrence)
    {
        row.Recurrence = recurrence?.ToText(row.IsAllDay);
        row.RecursUntil = recurrence is null ? null : SeriesRules.Until(recurrence, EventSpan.Of(row));
    }

    /// <summary>Takes everything but the identity from a copy that was kept.</summary>
    public static void Restore(EventRow row, EventRow kept, DateTimeOffset now)
    {
        row.GoogleEventId = kept.GoogleEventId;
        row.CalendarId = kept.CalendarId;
        row.SeriesId = kept.SeriesId;
        row.OriginalStart = kept.OriginalStart;
        row.Uid = kept.Uid;
        row.Sequence = kept.Sequence;
        row.FromOutside = kept.FromOutside;
        Write(row, EventDraft.Of(kept), now);
    }

    /// <summary>Lets a changed occurrence follow its series in all in which it did not differ.</summary>
    public static void Follow(EventRow row, EventDraft before, EventDraft after)
    {
        if (row.Title == before.Title) row.Title = after.Title.Trim();
        if (row.Description == before.Description) row.Description = after.Description;
        if (row.Location == before.Location) row.Location = after.Location;
        if (row.ConferenceUrl == before.ConferenceUrl) row.ConferenceUrl = after.ConferenceUrl;
        if (row.Status == before.Status) row.Status = after.Status;
        if (row.SelfResponse == before.SelfResponse) row.SelfResponse = after.SelfResponse;
        if (row.Transparency == before.Transparency) row.Transparency = after.Transparency;
        if (row.Reminders.SequenceEqual(before.Reminders)) row.Reminders = [.. after.Reminders];
        if (row.Attendees.Select(a => a.Email).SequenceEqual(before.Attendees.Select(a => a.Email))) row.Attendees = [.. after.Attendees];
    }
}
