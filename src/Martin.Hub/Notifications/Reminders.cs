using Martin.Data;
using Martin.Data.Calendar;
using Martin.Data.Notifications;
using Martin.Plugins.Calendar;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Notifications;

/// <summary>
/// Reminds of tasks and events when they fall due, without a model. Giving is a row and a notification in one transaction, so neither a
/// restart nor another node gives it again. What can't be worked out of one series or one user keeps nobody else's back.
/// </summary>
public sealed class Reminders(MartinDbFactory databases, Pusher pusher, TimeProvider clock, IOptions<ReminderOptions> options, ILogger<Reminders> log) : BackgroundService
{
    private readonly TryAgain tryAgain = new();

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

    /// <summary>Once, now.</summary>
    internal async Task LookAsync(CancellationToken ct)
    {
        var until = clock.Now();
        var since = until - options.Value.CatchUp;
        await using var all = databases.ForMaintenance();
        foreach (var user in (await DueReminders.OfTasksAsync(all, since, until, ct)).GroupBy(r => r.UserId)) await TryAsync(() => GiveAsync(user.Key, user, ct), ct);
        await EventsAsync(all, since, until, ct);
    }

    /// <summary>Everybody's, oldest first: asked for one user, SQLite would read all events that they have.</summary>
    private async Task EventsAsync(MartinDb all, DateTimeOffset since, DateTimeOffset until, CancellationToken ct)
    {
        Keyset? after = null;
        do
        {
            var due = all.Events.IgnoreQueryFilters([MartinDb.OwnerFilter]).AsNoTracking().Where(e => e.NextReminderAt <= until);
            if (after is { } last) due = due.Where(e => e.NextReminderAt >= last.At && (e.NextReminderAt > last.At || e.Id.CompareTo(last.Id) > 0));
            var found = await due.OrderBy(e => e.NextReminderAt).ThenBy(e => e.Id).Take(options.Value.Batch + 1).ToListAsync(ct);
            var page = Listing.From(found, options.Value.Batch, e => new Keyset(e.NextReminderAt!.Value, e.Id));
            foreach (var user in page.Items.GroupBy(e => e.UserId)) await TryAsync(() => EventsAsync(user.Key, [.. user], since, until, ct), ct);
            after = page.Next;
        }
        while (after is not null);
    }

    private async Task TryAsync(Func<Task> ofOneUser, CancellationToken ct)
    {
        try
        {
            await ofOneUser();
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            log.LookFailed(e);  // another node was first, or the account has just gone; the other users' come all the same
        }
    }

    private async Task EventsAsync(Guid userId, List<EventRow> rows, DateTimeOffset since, DateTimeOffset until, CancellationToken ct)
    {
        await using var db = databases.For(userId);
        var seen = await SeeAsync(db, rows, since, until, ct);
        await GiveAsync(userId, seen.SelectMany(s => s.Due), ct);
        // After the giving: what is cut off in between is found again, and not given twice.
        await db.WriteAsync(async () =>
        {
            foreach (var (row, _, next) in seen)
                await db.Events.Where(e => e.Id == row.Id && e.Version == row.Version).ExecuteUpdateAsync(s => s.SetProperty(e => e.NextReminderAt, next), ct);
        }, ct);
    }

    private async Task<List<SeenEvent>> SeeAsync(MartinDb db, List<EventRow> rows, DateTimeOffset since, DateTimeOffset until, CancellationToken ct)
    {
        var seen = (await EventInstances.OnceAsync(db.Events, [.. rows.Where(r => r.Recurrence is null)], ct)).ConvertAll(one => DueReminders.Once(one, since, until));
        var series = rows.Where(r => r.Recurrence is not null).ToList();
        var replaced = await EventInstances.ReplacedAsync(db.Events, series, ct);
        foreach (var one in series)
        {
            if (EventReminders.Wanted(one)) seen.Add(See(one, replaced[one.Id].ToHashSet(), since, until));
            else seen.Add(new(one, [], null));
        }
        return seen;
    }

    /// <summary>What of a series could be worked out is given, whatever becomes of the rest.</summary>
    private SeenEvent See(EventRow series, HashSet<DateTimeOffset> replaced, DateTimeOffset since, DateTimeOffset until)
    {
        List<Reminder> due = [];
        try
        {
            foreach (var reminder in DueReminders.OfSeries(series, replaced, since, until)) due.Add(reminder);
            var next = DueReminders.NextOfSeries(series, until);
            tryAgain.Worked(series.Id);
            return new(series, due, next);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.SeriesFailed(e, series.Id);  // it takes too long, as on a busy machine, or can't be read
            return new(series, due, until + tryAgain.Failed(series.Id));
        }
    }

    private async Task GiveAsync(Guid userId, IEnumerable<Reminder> due, CancellationToken ct)
    {
        foreach (var reminders in due.OrderBy(r => r.DueAt).Chunk(options.Value.Batch))
        {
            await using var db = databases.For(userId);
            await db.WriteAsync(async () =>
            {
                var now = clock.Now();
                foreach (var reminder in reminders)
                    if (await db.TryGiveReminderAsync(reminder.SubjectId, reminder.OccurrenceAt, reminder.DueAt, now, ct))
                        await db.NotifyAsync(userId, NotificationType.ReminderDue, reminder.Title, null, reminder.Data, now, ct);
            }, ct);
            pusher.PushCommitted(db);
        }
    }
}

internal static partial class ReminderLogging
{
    [LoggerMessage(3010, LogLevel.Warning, "Reminders could not be looked for")]
    public static partial void LookFailed(this ILogger log, Exception e);

    [LoggerMessage(3011, LogLevel.Warning, "The reminders of series {SeriesId} could not be worked out")]
    public static partial void SeriesFailed(this ILogger log, Exception e, Guid seriesId);
}
