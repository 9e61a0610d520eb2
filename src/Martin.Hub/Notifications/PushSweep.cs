using Martin.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Notifications;

/// <summary>
/// Notes what was pushed, and pushes what was not: its node died between commit and push, Redis was away, or too much was under way.
/// Two nodes may find the same row; clients tell by its seq that they have it.
/// </summary>
public sealed class PushSweep(MartinDbFactory databases, Pusher pusher, TimeProvider clock, IOptions<PushOptions> options, ILogger<PushSweep> log) : BackgroundService
{
    /// <summary>Rows that one look pushes.</summary>
    private const int MaxFound = 1_000;

    /// <summary>Rows of one user that one statement notes.</summary>
    private const int NotedAtOnce = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await LookAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await TryAsync(() => NoteAsync(CancellationToken.None));
        }
    }

    /// <summary>Once, now.</summary>
    internal async Task LookAsync(CancellationToken ct)
    {
        await TryAsync(() => NoteAsync(ct));
        await TryAsync(() => PushOverdueAsync(ct));
    }

    private async Task NoteAsync(CancellationToken ct)
    {
        var rows = pusher.TakePushed();
        if (rows.Count == 0) return;
        await using var db = databases.ForMaintenance();
        foreach (var user in rows.GroupBy(r => r.UserId))
            foreach (var seqs in user.Select(r => r.Seq).Chunk(NotedAtOnce))
                await db.WriteAsync(() => db.Notifications.IgnoreQueryFilters([MartinDb.OwnerFilter])
                    .Where(n => n.UserId == user.Key && seqs.Contains(n.Seq)).ExecuteUpdateAsync(s => s.SetProperty(n => n.IsPushed, true), ct), ct);
    }

    private async Task PushOverdueAsync(CancellationToken ct)
    {
        var (from, until) = (clock.Now() - options.Value.CatchUp, clock.Now() - options.Value.OverdueAfter);
        await using var db = databases.ForMaintenance();
        var rows = await db.Notifications.IgnoreQueryFilters([MartinDb.OwnerFilter]).AsNoTracking()
            .Where(n => !n.IsPushed && n.CreatedAt > from && n.CreatedAt <= until).OrderBy(n => n.CreatedAt).ThenBy(n => n.Seq).Take(MaxFound).ToListAsync(ct);
        foreach (var row in rows) pusher.Push(row, callClosed: row.CreatedAt > until - options.Value.Every);  // at the first look that finds it
    }

    private async Task TryAsync(Func<Task> look)
    {
        try
        {
            await look();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.PushSweepFailed(e);
        }
    }
}
