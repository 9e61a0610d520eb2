using Martin.Data.Conversations;
using Martin.Data.Notifications;
using Martin.Data.Usage;
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

    /// <summary>Stores a new turn with the message that began it.</summary>
    /// <param name="conversation">The one that it opens; null where that is stored already.</param>
    /// <exception cref="System.Data.Common.DbException">The user has a turn with that client message id, or the conversation is gone.</exception>
    public static Task AddTurnAsync(this MartinDb db, ConversationRow? conversation, TurnRow turn, ChatMessageRow message, CancellationToken ct)
    {
        var batch = new Batch(db);
        if (conversation is not null) batch.Insert(conversation);
        return batch.Insert(turn).Insert(message).RunAsync(ct);
    }

    /// <summary>Stores a turn that Martin begins.</summary>
    /// <param name="notice">What the user's screens are told with it; null for nothing.</param>
    public static Task AddTurnAsync(this MartinDb db, TurnRow turn, Notice? notice, CancellationToken ct)
    {
        var batch = new Batch(db).Insert(turn);
        return notice is null ? batch.RunAsync(ct) : db.NotifyAsync(batch, turn.UserId, notice, turn.CreatedAt, ct);
    }

    /// <summary>Begins a step's transaction: holds the turn's row until it commits, and notes that what others wrote was read, should no owner come to its end.</summary>
    /// <exception cref="StaleEpochException">The turn is not (or no longer) this owner's.</exception>
    public static Task FenceTurnAsync(this MartinDb db, TurnRow turn, CancellationToken ct) => GuardedAsync(db, $"""
        UPDATE turns SET tainted = tainted OR {turn.Tainted} WHERE user_id = {db.Owner} AND id = {turn.Id} AND epoch = {turn.Epoch} AND status = 'running'
        """, ct);

    /// <summary>queued → running.</summary>
    /// <exception cref="StaleEpochException">The turn is not (or no longer) this owner's, or not queued.</exception>
    public static Task StartTurnAsync(this MartinDb db, TurnRow turn, CancellationToken ct) => GuardedAsync(db, $"""
        UPDATE turns SET status = 'running', started_at = {turn.StartedAt}, started_seq = {turn.StartedSeq}, started_epoch = {turn.StartedEpoch}, model = {turn.Model}
        WHERE user_id = {db.Owner} AND id = {turn.Id} AND epoch = {turn.Epoch} AND status = 'queued'
        """, ct);

    /// <summary>queued or running → completed, cancelled or failed, as <paramref name="turn"/> has it.</summary>
    /// <exception cref="StaleEpochException">The turn is not (or no longer) this owner's, or has ended.</exception>
    public static Task EndTurnAsync(this MartinDb db, TurnRow turn, CancellationToken ct) => GuardedAsync(db, $"""
        UPDATE turns SET status = {turn.Status.Name()}, ended_at = {turn.EndedAt}, last_seq = {turn.LastSeq}, outcome = {turn.Outcome}, model = {turn.Model}, tainted = {turn.Tainted}
        WHERE user_id = {db.Owner} AND id = {turn.Id} AND epoch = {turn.Epoch} AND status IN ('queued', 'running')
        """, ct);

    /// <summary>What belongs to the end of a turn, behind <see cref="EndTurnAsync"/>.</summary>
    /// <param name="notice">What the user's screens are told; null for nothing.</param>
    public static Task AddEndAsync(this MartinDb db, TurnRow turn, ChatMessageRow? answer, IEnumerable<ModelUseRow> uses, Notice? notice, CancellationToken ct)
    {
        var batch = new Batch(db).Add($"UPDATE conversations SET updated_at = {turn.EndedAt} WHERE user_id = {db.Owner} AND id = {turn.ConversationId}");
        if (answer is not null) batch.Insert(answer);
        foreach (var use in uses) batch.Insert(use);
        return notice is null ? batch.RunAsync(ct) : db.NotifyAsync(batch, turn.UserId, notice, turn.EndedAt!.Value, ct);
    }

    /// <summary>A step of the turn and what was used for it, behind <see cref="FenceTurnAsync"/>.</summary>
    /// <exception cref="System.Data.Common.DbException">The turn has a step with that ordinal.</exception>
    public static Task AddStepAsync(this MartinDb db, TurnStepRow step, IEnumerable<ModelUseRow> uses, CancellationToken ct)
    {
        var batch = new Batch(db).Insert(step);
        foreach (var use in uses) batch.Insert(use);
        return batch.RunAsync(ct);
    }

    private static async Task GuardedAsync(MartinDb db, FormattableString update, CancellationToken ct)
    {
        if (await new Batch(db).Add(update).RunAsync(ct) != 1) throw new StaleEpochException();
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
