using Martin.Data;
using Martin.Data.Calendar;
using Martin.Data.Notifications;
using Martin.Data.Tasks;
using Martin.Plugins.Calendar;
using Martin.Plugins.Calendar.Series;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Notifications;

/// <summary>
/// Reminds of tasks and events when they fall due, without a model. Nothing is planned ahead: each look reads what is due and has
/// not been given, and giving is a row and a notification in one transaction, so neither a restart nor another node gives it again.
/// </summary>
public sealed class Reminders(MartinDbFactory databases, Pusher pusher, TimeProvider clock, IOptions<ReminderOptions> options, ILogger<Reminders> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Every, clock);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LookFailed(e);  // the database is away; the next look finds the same
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var until = clock.Now();
        var since = until - options.Value.CatchUp;
        await using var db = databases.ForMaintenance();
        List<Reminder> due = [.. await TasksAsync(db, since, until, ct), .. await EventsAsync(db, since, until, ct)];
        foreach (var user in due.GroupBy(r => r.UserId))
        {
            try
            {
                foreach (var batch in user.OrderBy(r => r.DueAt).Chunk(options.Value.Batch)) await GiveAsync(user.Key, batch, ct);
            }
            catch (DbUpdateException e)
            {
                log.LookFailed(e);  // another node was first, or the account has just gone; the other users' come all the same
            }
        }
    }

    private static async Task<List<Reminder>> TasksAsync(MartinDb db, DateTimeOffset since, DateTimeOffset until, CancellationToken ct)
    {
        var tasks = await db.Tasks.IgnoreQueryFilters([MartinDb.OwnerFilter]).AsNoTracking()
            .Where(t => t.RemindAt > since && t.RemindAt <= until && t.Status != TaskState.Completed)
            .Where(t => !db.GivenReminders.IgnoreQueryFilters().Any(g => g.UserId == t.UserId && g.SubjectId == t.Id && g.DueAt == t.RemindAt))
            .Select(t => new { t.UserId, t.Id, t.Title, t.RemindAt, t.DueAt }).ToListAsync(ct);
        return [.. tasks.Select(t => new Reminder(t.UserId, t.Id, t.RemindAt!.Value, t.RemindAt.Value, t.Title, new { taskId = t.Id, dueAt = t.DueAt }))];
    }

    private static async Task<List<Reminder>> EventsAsync(MartinDb db, DateTimeOffset since, DateTimeOffset until, CancellationToken ct)
    {
        // Zones reach 14 hours from UTC, so an all-day event may begin a day off its stored midnight.
        var (first, last) = (until.AddDays(-1), until.AddMinutes(EventReminders.LongestMinutes).AddDays(1));
        var events = db.Events.IgnoreQueryFilters([MartinDb.OwnerFilter]).AsNoTracking();
        var reminding = events.Where(e => e.StartTime <= last && e.Status != EventStatus.Cancelled && e.Reminders.Count > 0);
        var once = await reminding.Where(e => e.Recurrence == null && e.EndTime > first).ToListAsync(ct);
        var series = await reminding.Where(e => e.Recurrence != null && (e.RecursUntil == null || e.RecursUntil > first)).ToListAsync(ct);
        var due = (await InstancesAsync(events, once, series, first, last, ct)).Where(e => EventReminders.Wanted(e.Row)).SelectMany(e =>
        {
            var (begins, ends) = (EventReminders.Begins(e.Span), e.Span.End);
            return EventReminders.Due(e.Span, e.Row.Reminders, since, until).Where(_ => e.Span.IsAllDay || ends > until)
                .Select(at => new Reminder(e.Row.UserId, e.Series?.Id ?? e.Row.Id, begins, at, e.Row.Title, new { eventId = e.Id, startTime = begins }));
        }).ToList();
        if (due.Count == 0) return due;
        var subjects = due.Select(r => r.SubjectId).Distinct().ToList();
        var given = await db.GivenReminders.IgnoreQueryFilters([MartinDb.OwnerFilter]).AsNoTracking().Where(g => subjects.Contains(g.SubjectId))
            .Select(g => new { g.SubjectId, g.OccurrenceAt, g.DueAt }).ToListAsync(ct);
        var known = given.Select(g => (g.SubjectId, g.OccurrenceAt, g.DueAt)).ToHashSet();
        due.RemoveAll(r => known.Contains((r.SubjectId, r.OccurrenceAt, r.DueAt)));
        return due;
    }

    private static async Task<List<EventInstance>> InstancesAsync(
        IQueryable<EventRow> events, List<EventRow> once, List<EventRow> series, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var found = await EventInstances.OnceAsync(events, once, ct);
        var replaced = await EventInstances.ReplacedAsync(events, series, ct);
        foreach (var one in series) found.AddRange(Expansion.Between(one, replaced[one.Id].ToHashSet(), from, to));
        return found;
    }

    private async Task GiveAsync(Guid userId, Reminder[] reminders, CancellationToken ct)
    {
        await using var db = databases.For(userId);
        await db.WriteAsync(async () =>
        {
            var now = clock.Now();
            foreach (var reminder in reminders)
                if (await db.TryGiveReminderAsync(reminder.SubjectId, reminder.OccurrenceAt, reminder.DueAt, now, ct))
                    await db.NotifyAsync(userId, "reminder_due", reminder.Title, null, reminder.Data, now, ct);
        }, ct);
        pusher.PushCommitted(db);
    }

    private sealed record Reminder(Guid UserId, Guid SubjectId, DateTimeOffset OccurrenceAt, DateTimeOffset DueAt, string Title, object Data);
}

internal static partial class ReminderLogging
{
    [LoggerMessage(3010, LogLevel.Warning, "Reminders could not be looked for")]
    public static partial void LookFailed(this ILogger log, Exception e);
}
