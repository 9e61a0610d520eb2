using Martin.Data;
using Martin.Data.Runs;
using Martin.Hub.Actions;
using Martin.Hub.Turns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Runs;

/// <summary>Begins the turns of tasks that were put off because the one before failed for a reason that may pass. Every node may look; one of them begins it.</summary>
public sealed class RunSweep(TurnServices services, ActionEnding ending, IOptions<RunOptions> options, ILogger<RunSweep> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Every, services.Clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))  // not at the start, which others wait for
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.RunsNotLookedFor(e);
            }
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var now = services.Clock.Now();
        List<RunRow> due;
        await using (var all = services.Databases.ForMaintenance())
            due = await all.Runs.IgnoreQueryFilters([MartinDb.OwnerFilter]).AsNoTracking().Where(r => r.NextAt != null && r.NextAt <= now).ToListAsync(ct);
        foreach (var run in due)
            if (await services.WriteAsync(run.UserId, db => RunChain.RetryAsync(db, run, now, ct), ct) is { } turn) await ending.ContinueAsync(turn);
    }
}

internal static partial class RunLogging
{
    [LoggerMessage(2110, LogLevel.Warning, "Tasks whose next turn was put off could not be looked for; it is tried again")]
    public static partial void RunsNotLookedFor(this ILogger log, Exception e);
}
