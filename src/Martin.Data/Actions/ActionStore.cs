using Martin.Data.Notifications;

namespace Martin.Data.Actions;

/// <summary>The guarded changes of an action's row that a decision makes.</summary>
public static class ActionStore
{
    /// <summary>proposed → approved or rejected, as <paramref name="decided"/> has it, if it is still the proposal of <see cref="ActionRow.DecidedHash"/> and not past its time.</summary>
    /// <returns>false: another decision, a new card or the time was faster.</returns>
    public static async Task<bool> TryDecideAsync(this MartinDb db, ActionRow decided, CancellationToken ct) =>
        await new Batch(db).Add($"""
            UPDATE actions SET status = {decided.Status.Name()}, decided_at = {decided.DecidedAt}, decided_by = {decided.DecidedBy}, decided_on = {decided.DecidedOn},
              decided_hash = {decided.DecidedHash}, payload = {decided.Payload}, payload_hash = {decided.PayloadHash}, title = {decided.Title}, summary = {decided.Summary},
              card = {decided.Card}, effect = {decided.Effect.Name()}, holds_outside = {decided.HoldsOutside}
            WHERE user_id = {db.Owner} AND id = {decided.Id} AND status = 'proposed' AND payload_hash = {decided.DecidedHash} AND expires_at > {decided.DecidedAt}
            """).RunAsync(ct) == 1;

    /// <summary>approved → executed or failed, in the transaction of the approval.</summary>
    /// <param name="changes">What the user's screens are told of what it did.</param>
    public static async Task EndActionAsync(this MartinDb db, ActionRow ended, IEnumerable<Notice> changes, DateTimeOffset now, CancellationToken ct)
    {
        var batch = new Batch(db).Add($"""
            UPDATE actions SET status = {ended.Status.Name()}, executed_at = {ended.ExecutedAt}, result = {ended.Result}, error = {ended.Error}, summary = {ended.Summary},
              undo = {ended.Undo}, holds_outside = {ended.HoldsOutside}
            WHERE user_id = {db.Owner} AND id = {ended.Id} AND status = 'approved'
            """);
        foreach (var change in changes)
        {
            await db.NotifyAsync(batch, ended.UserId, change, now, ct);
            batch = new(db);
        }
        await batch.RunAsync(ct);
    }
}
