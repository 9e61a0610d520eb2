using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Notifications;
using Martin.Plugins.Rules;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Undo;

/// <summary>Takes back what an executed action did. Whoever asks for it runs it in a transaction of their own.</summary>
public static class TakeBack
{
    /// <summary>executed → undone, with the effect taken back. One caller wins.</summary>
    /// <param name="sessionId">Of the device on which the user took it back; null where a turn did at the user's word.</param>
    /// <returns>What the user's other screens should learn; null: it is no longer executed.</returns>
    /// <exception cref="ToolRefusedException">It can't be taken back; the message says why. The transaction then holds a part of it and must not be committed.</exception>
    public static async Task<IReadOnlyList<Notice>?> RunAsync(MartinDb db, ActionRow action, Tool tool, Guid? sessionId, DateTimeOffset now, CancellationToken ct)
    {
        await db.HoldOwnerAsync(ct);  // before the action, in the order in which a decision takes them
        if (await db.Actions.Where(a => a.Id == action.Id && a.Status == ActionStatus.Executed && a.Undo != null)
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.Status, ActionStatus.Undone).SetProperty(a => a.UndoneAt, now).SetProperty(a => a.UndoneBy, sessionId)
                .SetProperty(a => a.UndoneOn, db.Sessions.Where(d => d.Id == sessionId).Select(d => d.Device).FirstOrDefault()), ct) != 1)
            return null;
        var zone = action.MeantIn ?? await db.Users.Where(u => u.Id == db.Owner).Select(u => u.Preferences.TimeZone).SingleAsync(ct);
        var context = new ToolContext { Db = db, UserId = db.Owner, Now = action.MeantAt ?? now, TimeZone = zone ?? Zones.Utc, IsTainted = action.Tainted };
        await tool.Writes.UndoAsync(action.ActionType, action.Undo!, context, ct);
        await db.SaveChangesAsync(ct);
        return context.Changes;
    }
}
