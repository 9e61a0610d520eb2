using Microsoft.EntityFrameworkCore;

namespace Martin.Data.Turns;

/// <summary>Another owner has taken the turn over, or it has ended: stop quietly, and do nothing more for it.</summary>
public sealed class StaleEpochException() : Exception("The turn has another owner.");

/// <summary>The guarded changes of a turn's row.</summary>
public static class TurnStore
{
    private static readonly TurnStatus[] Pending = [TurnStatus.Queued, TurnStatus.Running];

    /// <summary>Takes ownership of a turn that has not ended; whoever owned it before is fenced off from now on.</summary>
    /// <returns>The turn with its new epoch; null when it has ended.</returns>
    public static Task<TurnRow?> ClaimTurnAsync(this MartinDb db, Guid turnId, CancellationToken ct) => db.WriteAsync(async () =>
    {
        var won = await db.Turns.Where(t => t.Id == turnId && Pending.Contains(t.Status))
            .ExecuteUpdateAsync(s => s.SetProperty(t => t.Epoch, t => t.Epoch + 1), ct);
        return won == 1 ? await db.Turns.AsNoTracking().SingleAsync(t => t.Id == turnId, ct) : null;
    }, ct);

    /// <summary>Begins a step's transaction: holds the turn's row until it commits, and notes that what others wrote was read, should no owner come to its end.</summary>
    /// <exception cref="StaleEpochException">The turn is not (or no longer) this owner's.</exception>
    public static async Task FenceTurnAsync(this MartinDb db, TurnRow turn, CancellationToken ct)
    {
        if (await db.Turns.Where(t => t.Id == turn.Id && t.Epoch == turn.Epoch && t.Status == TurnStatus.Running)
                .ExecuteUpdateAsync(s => s.SetProperty(t => t.Tainted, t => t.Tainted || turn.Tainted), ct) != 1)
            throw new StaleEpochException();
    }

    /// <summary>queued → running.</summary>
    /// <exception cref="StaleEpochException">The turn is not (or no longer) this owner's, or not queued.</exception>
    public static async Task StartTurnAsync(this MartinDb db, TurnRow turn, CancellationToken ct)
    {
        if (await db.Turns.Where(t => t.Id == turn.Id && t.Epoch == turn.Epoch && t.Status == TurnStatus.Queued)
                .ExecuteUpdateAsync(s => s.SetProperty(t => t.Status, TurnStatus.Running).SetProperty(t => t.StartedAt, turn.StartedAt)
                    .SetProperty(t => t.StartedSeq, turn.StartedSeq).SetProperty(t => t.StartedEpoch, turn.StartedEpoch)
                    .SetProperty(t => t.Model, turn.Model), ct) != 1)
            throw new StaleEpochException();
    }

    /// <summary>queued or running → completed, cancelled or failed, as <paramref name="turn"/> has it.</summary>
    /// <exception cref="StaleEpochException">The turn is not (or no longer) this owner's, or has ended.</exception>
    public static async Task EndTurnAsync(this MartinDb db, TurnRow turn, CancellationToken ct)
    {
        if (await db.Turns.Where(t => t.Id == turn.Id && t.Epoch == turn.Epoch && Pending.Contains(t.Status))
                .ExecuteUpdateAsync(s => s.SetProperty(t => t.Status, turn.Status).SetProperty(t => t.EndedAt, turn.EndedAt)
                    .SetProperty(t => t.LastSeq, turn.LastSeq).SetProperty(t => t.Outcome, turn.Outcome)
                    .SetProperty(t => t.Model, turn.Model).SetProperty(t => t.Tainted, turn.Tainted), ct) != 1)
            throw new StaleEpochException();
    }

    /// <summary>Remembers that the user wants the turn to stop, so that its next owner knows as well.</summary>
    /// <returns>false when there is no such turn or it has ended.</returns>
    public static Task<bool> RequestCancelAsync(this MartinDb db, Guid turnId, CancellationToken ct) => db.WriteAsync(async () =>
        await db.Turns.Where(t => t.Id == turnId && Pending.Contains(t.Status))
            .ExecuteUpdateAsync(s => s.SetProperty(t => t.CancelRequested, true), ct) == 1, ct);

    /// <summary>The turns, whoever's they are, of a conversation that have not ended, in the order in which they came.</summary>
    public static Task<List<TurnRow>> PendingTurnsAsync(this MartinDb db, Guid conversationId, CancellationToken ct) =>
        db.Turns.IgnoreQueryFilters([MartinDb.OwnerFilter])
            .Where(t => t.ConversationId == conversationId && Pending.Contains(t.Status))
            .OrderBy(t => t.CreatedAt).ThenBy(t => t.Id).AsNoTracking().ToListAsync(ct);

    /// <summary>Every conversation, of any user, with a turn that has not ended.</summary>
    public static Task<List<Guid>> PendingConversationsAsync(this MartinDb db, CancellationToken ct) =>
        db.Turns.IgnoreQueryFilters([MartinDb.OwnerFilter]).Where(t => Pending.Contains(t.Status))
            .Select(t => t.ConversationId).Distinct().ToListAsync(ct);
}
