using Martin.Data;
using Martin.Data.Calendar;
using Martin.Data.Tasks;
using Martin.Plugins.Calendar;
using Martin.Plugins.Calendar.Series;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Notifications;

internal sealed record Reminder(Guid UserId, Guid SubjectId, DateTimeOffset OccurrenceAt, DateTimeOffset DueAt, string Title, object Data);

/// <summary>An event that was looked at.</summary>
/// <param name="Next">When to look at it again.</param>
internal sealed record SeenEvent(EventRow Row, IReadOnlyList<Reminder> Due, DateTimeOffset? Next);

/// <summary>What is due between two instants, whether or not it has been given.</summary>
internal static class DueReminders
{
    private static readonly IReadOnlySet<DateTimeOffset> None = new HashSet<DateTimeOffset>();

    /// <summary>Of everybody's tasks those that have not been given.</summary>
    public static async Task<List<Reminder>> OfTasksAsync(MartinDb db, DateTimeOffset since, DateTimeOffset until, CancellationToken ct)
    {
        var tasks = await db.Tasks.IgnoreQueryFilters([MartinDb.OwnerFilter]).AsNoTracking()
            .Where(t => t.RemindAt > since && t.RemindAt <= until && t.Status != TaskState.Completed)
            .Where(t => !db.GivenReminders.IgnoreQueryFilters().Any(g => g.UserId == t.UserId && g.SubjectId == t.Id && g.DueAt == t.RemindAt))
            .Select(t => new { t.UserId, t.Id, t.Title, t.RemindAt, t.DueAt }).ToListAsync(ct);
        return [.. tasks.Select(t => new Reminder(t.UserId, t.Id, t.RemindAt!.Value, t.RemindAt.Value, t.Title, new { taskId = t.Id, dueAt = t.DueAt }))];
    }

    /// <summary>Of an event that happens once, also in place of an occurrence.</summary>
    public static SeenEvent Once(EventInstance one, DateTimeOffset since, DateTimeOffset until) =>
        EventReminders.Wanted(one.Row) ? new(one.Row, [.. Of(one, since, until)], EventReminders.Next([one.Span], one.Row.Reminders, until)) : new(one.Row, [], null);

    /// <summary>Of a series that reminds; found one by one, so that who is interrupted has those that came before.</summary>
    /// <param name="replaced">Its occurrences that other rows take the place of.</param>
    public static IEnumerable<Reminder> OfSeries(EventRow series, IReadOnlySet<DateTimeOffset> replaced, DateTimeOffset since, DateTimeOffset until) =>
        Expansion.Between(series, replaced, Edge(until), until.AddMinutes(series.Reminders.Max()).AddDays(1)).SelectMany(o => Of(o, since, until));

    /// <summary>When to look at it again. Found with the occurrences that other rows take the place of: it may be early, not late, should one come back.</summary>
    public static DateTimeOffset? NextOfSeries(EventRow series, DateTimeOffset until) =>
        EventReminders.Next(Expansion.Between(series, None, Edge(until), DateTimeOffset.MaxValue).Select(o => o.Span), series.Reminders, until);

    // Zones reach 14 hours from UTC, so an all-day occurrence may begin a day off its stored midnight.
    private static DateTimeOffset Edge(DateTimeOffset until) => until.AddDays(-1);

    private static IEnumerable<Reminder> Of(EventInstance one, DateTimeOffset since, DateTimeOffset until)
    {
        if (!EventReminders.IsTimely(one.Span, until)) return [];
        var begins = EventReminders.Begins(one.Span);
        return EventReminders.Due(one.Span, one.Row.Reminders, since, until)
            .Select(at => new Reminder(one.Row.UserId, one.Series?.Id ?? one.Row.Id, begins, at, one.Row.Title, new { eventId = one.Id, startTime = begins }));
    }
}
