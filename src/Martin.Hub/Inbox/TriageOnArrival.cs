using Martin.Data;
using Martin.Data.Notifications;
using Martin.Hub.Notifications;
using Martin.Plugins.Mail.Triage;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Inbox;

/// <summary>Triages mail as it comes, however it came. What two nodes do at once ends the same: the first one's verdict holds.</summary>
public sealed class TriageOnArrival(
    MartinDbFactory databases, Triager triager, AutoDrafts drafts, Pusher pusher, TriageOptions options, TimeProvider clock, ILogger<TriageOnArrival> log) : BackgroundService
{
    /// <summary>Users that one look sees to; the others wait for the next.</summary>
    private const int MaxUsers = 100;

    /// <summary>A slow provider holds up so many, not all.</summary>
    private const int AtOnce = 4;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.OnArrival) return;
        using var timer = new PeriodicTimer(options.Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.NotTriaged(e);
            }
        }
    }

    /// <summary>Once, now.</summary>
    internal async Task LookAsync(CancellationToken ct)
    {
        var since = clock.Now() - options.NewsFor;
        List<Guid> users;
        await using (var all = databases.ForMaintenance())
        {
            // User by user, each by the index of their list: an archive that was never sorted is then not read through each time.
            var (mails, outgoing) = (all.Emails.IgnoreQueryFilters([MartinDb.OwnerFilter]), false);
            users = await all.Users.Where(u => mails.Any(e => e.UserId == u.Id && e.IsOutgoing == outgoing && e.Category == null && e.ReceivedAt > since))
                .OrderBy(u => u.Id).Select(u => u.Id).Take(MaxUsers).ToListAsync(ct);
        }
        await Parallel.ForEachAsync(users, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (user, stop) =>
        {
            try
            {
                await SortAsync(user, since, stop);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
            {
                log.NotTriaged(e);  // one user's trouble is not the others'
            }
        });
    }

    private async Task SortAsync(Guid userId, DateTimeOffset since, CancellationToken ct)
    {
        await using var db = databases.For(userId);
        var outgoing = false;
        var fresh = await db.Emails.Where(e => e.IsOutgoing == outgoing && e.Category == null && e.ReceivedAt > since).OrderByDescending(e => e.ReceivedAt).Take(options.MaxMails).Select(e => e.Id).ToListAsync(ct);
        var verdicts = await triager.JudgeAsync(db, fresh, byRulesOnly: false, ct);
        List<Guid> sorted = [];
        await db.WriteAsync(async () =>
        {
            // Where another node or the user was faster there is nothing left to store.
            var open = await db.Emails.Where(e => fresh.Contains(e.Id) && e.Category == null).Select(e => e.Id).ToListAsync(ct);
            var marked = await triager.StoreAsync(db, [.. verdicts.Where(v => open.Contains(v.EmailId))], ct);
            if (marked.Count == 0) return;
            sorted = [.. marked.Select(m => m.Id)];
            await db.NotifyAsync(userId, TriageNews.Of(marked), clock.Now(), ct);
        }, ct);
        pusher.PushCommitted(db);
        await drafts.DraftAsync(userId, verdicts.Where(v => sorted.Contains(v.EmailId)), ct);
    }
}

internal static partial class TriageLogging
{
    [LoggerMessage(2099, LogLevel.Warning, "Mail that has come could not be triaged; it is tried again")]
    public static partial void NotTriaged(this ILogger log, Exception e);
}
