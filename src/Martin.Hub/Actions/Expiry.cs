using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Notifications;
using Martin.Hub.Notifications;
using Martin.Hub.Turns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Actions;

/// <summary>proposed → expired, said to the user. A decision never waits for this: what is past its time can't be approved anyway. Every node may look.</summary>
public sealed class Expiry(MartinDbFactory databases, Pusher pusher, ActionEnding ending, TimeProvider clock, IOptions<TurnOptions> options, ILogger<Expiry> log) : BackgroundService
{
    /// <summary>Proposals that one look ends; the others are ended by the next.</summary>
    private const int MaxFound = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ExpireEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.ExpiryFailed(e);
            }
        }
    }

    /// <summary>Once, now.</summary>
    internal async Task LookAsync(CancellationToken ct)
    {
        var now = clock.Now();
        List<ActionRow> due;
        await using (var all = databases.ForMaintenance())
            due = await all.Actions.IgnoreQueryFilters([MartinDb.OwnerFilter]).AsNoTracking()
                .Where(a => a.Status == ActionStatus.Proposed && a.ExpiresAt <= now).OrderBy(a => a.ExpiresAt).Take(MaxFound).ToListAsync(ct);
        foreach (var action in due)
        {
            await using var db = databases.For(action.UserId);
            var continuation = await db.WriteAsync(async () =>
            {
                await db.HoldOwnerAsync(ct);  // a task's row comes behind its actions here, before them at a turn's end
                if (await db.Actions.Where(a => a.Id == action.Id && a.Status == ActionStatus.Proposed)
                        .ExecuteUpdateAsync(s => s.SetProperty(a => a.Status, ActionStatus.Expired), ct) != 1) return null;
                await db.NotifyAsync(action.UserId, NotificationType.ActionResolved, $"Expired: {action.Title}", action.Summary,
                    new { actionId = action.Id, status = ActionStatus.Expired.Name(), conversationId = action.ConversationId }, now, ct);
                return await ActionEnding.GoOnWithoutAsync(db, action, now, ct);
            }, ct);
            pusher.PushCommitted(db);
            if (continuation is not null) await ending.ContinueAsync(continuation);
        }
    }
}

internal static partial class ExpiryLogging
{
    [LoggerMessage(2092, LogLevel.Warning, "Ending proposals that have expired failed; it is tried again")]
    public static partial void ExpiryFailed(this ILogger log, Exception e);
}
