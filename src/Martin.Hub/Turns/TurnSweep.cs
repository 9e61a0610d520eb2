using Martin.Data.Turns;
using Orleans.Runtime;

namespace Martin.Hub.Turns;

/// <summary>
/// Finds an owner for turns that lost theirs: with no reader, nothing else calls their conversation after a crash. It looks
/// when this node starts, when a node is declared dead, and every few seconds. Waking a conversation that is awake does nothing.
/// </summary>
public sealed class TurnSweep(
    TurnServices services, LocalTurns local, IGrainFactory grains, IClusterMembershipService membership, ILogger<TurnSweep> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _ = WatchMembersAsync(stoppingToken);
        using var timer = new PeriodicTimer(services.Options.SweepEvery);
        do
        {
            local.Forget();
            await SweepAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task WatchMembersAsync(CancellationToken ct)
    {
        try
        {
            var dead = -1;
            await foreach (var members in membership.MembershipUpdates.WithCancellation(ct))
            {
                var now = members.Members.Count(m => m.Value.Status == SiloStatus.Dead);
                if (dead >= 0 && now > dead) await SweepAsync(ct);
                dead = now;
            }
        }
        catch (OperationCanceledException)
        {
            // the node stops
        }
    }

    // One that cannot be woken must not keep the others waiting.
    private async Task WakeAsync(Guid conversation, CancellationToken ct)
    {
        try
        {
            await grains.GetGrain<IConversationGrain>(conversation).WakeAsync();
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.SweepFailed(e);
        }
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        try
        {
            await using var db = services.Databases.ForMaintenance();
            var pending = await db.PendingConversationsAsync(ct);
            await Parallel.ForEachAsync(pending.Where(c => !local.HasConversation(c)), ct,
                async (conversation, _) => await WakeAsync(conversation, ct));
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            log.SweepFailed(e);
        }
    }
}
