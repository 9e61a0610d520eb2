using Martin.Data;
using Martin.Hub.Notifications;
using Martin.Plugins.Calendar.Conflicts;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Calendar;

/// <summary>Once a day finds the conflicts of series that have come within sight since. What two nodes do at once ends the same.</summary>
public sealed class ConflictsAhead(MartinDbFactory databases, Pusher pusher, TimeProvider clock, ILogger<ConflictsAhead> log) : BackgroundService
{
    /// <summary>A start has better things to do.</summary>
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(AfterStart, clock, stoppingToken);
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LookAheadFailed(e);  // the database is away
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Once, now.</summary>
    internal async Task LookAsync(CancellationToken ct)
    {
        List<Guid> users;
        await using (var all = databases.ForMaintenance())
            users = await all.Events.IgnoreQueryFilters([MartinDb.OwnerFilter]).Where(e => e.Recurrence != null).Select(e => e.UserId).Distinct().ToListAsync(ct);
        foreach (var user in users)
        {
            try
            {
                await using var db = databases.For(user);
                try
                {
                    foreach (var series in await new ConflictBook(db, clock).LookAheadAsync(ct)) log.SeriesLeftOut(series);
                }
                finally
                {
                    pusher.PushCommitted(db);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                log.LookAheadFailed(e);  // one user's trouble is not the others'
            }
        }
    }
}

internal static partial class ConflictLogging
{
    [LoggerMessage(3012, LogLevel.Warning, "Conflicts of series that have come within sight could not be looked for; tomorrow they are again")]
    public static partial void LookAheadFailed(this ILogger log, Exception e);

    [LoggerMessage(3013, LogLevel.Warning, "The conflicts of series {SeriesId} could not be looked for: it takes too much to work it out")]
    public static partial void SeriesLeftOut(this ILogger log, Guid seriesId);
}
