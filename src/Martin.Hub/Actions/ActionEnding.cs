using System.Text.Json;
using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Notifications;
using Martin.Data.Turns;
using Martin.Hub.Runs;
using Martin.Hub.Turns;
using Martin.Hub.Wire;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Actions;

/// <summary>What follows when an action has come to its end: the user's screens are told, and the conversation goes on.</summary>
public sealed class ActionEnding(TurnServices services, TurnCalls calls)
{
    /// <summary>In the transaction of the ending.</summary>
    /// <returns>The turn in which Martin answers to the decision, in the conversation where the wish came up; null where it came from none.</returns>
    public static async Task<TurnRow?> TellAsync(MartinDb db, ActionRow action, DateTimeOffset now, CancellationToken ct)
    {
        var continuation = await ContinuationAsync(db, action, now, ct);
        await SayAsync(db, action, now, ct);
        return continuation;
    }

    /// <summary>Tells the user's screens how the action stands.</summary>
    public static Task SayAsync(MartinDb db, ActionRow action, DateTimeOffset now, CancellationToken ct) =>
        db.NotifyAsync(action.UserId, NotificationType.ActionResolved, Headline(action), action.Summary,
            new { actionId = action.Id, status = action.Status.Name(), conversationId = action.ConversationId }, now, ct);

    /// <summary>In the transaction in which a proposal of a task expires: the task must not wait for it any longer.</summary>
    public static Task<TurnRow?> GoOnWithoutAsync(MartinDb db, ActionRow action, DateTimeOffset now, CancellationToken ct) =>
        action.RunId is null ? Task.FromResult<TurnRow?>(null) : ContinuationAsync(db, action, now, ct);

    /// <summary>After it.</summary>
    public async Task ContinueAsync(TurnRow turn)
    {
        services.Pusher.TurnStarted(turn.UserId, new(turn.Id, turn.ConversationId, turn.Origin.Name()));
        try
        {
            await calls.OwnerAsync(turn.ConversationId, async g => { await g.WakeAsync(); return true; }, CancellationToken.None);
        }
        catch (Exception e)
        {
            services.Log.NotContinued(e, turn.Id);  // the decision stands; the sweep wakes the conversation when a node can
        }
    }

    /// <summary>What the action's tool works with: the moment and zone in which the wish was meant.</summary>
    public static async Task<ToolContext> ContextAsync(MartinDb db, Guid actionId, DateTimeOffset now, CancellationToken ct)
    {
        // Of the action itself: its conversation may have been deleted meanwhile.
        var meant = await db.Actions.Where(a => a.Id == actionId).Select(a => new { a.MeantAt, a.MeantIn, a.Tainted, a.Sources, TurnId = db.Turns.Where(t => t.Id == a.TurnId).Select(t => (Guid?)t.Id).FirstOrDefault() }).SingleAsync(ct);
        var zone = meant.MeantIn ?? await db.Users.Where(u => u.Id == db.Owner).Select(u => u.Preferences.TimeZone).SingleAsync(ct);
        return new() { Db = db, UserId = db.Owner, Now = meant.MeantAt ?? now, TimeZone = zone ?? Zones.Utc, TurnId = meant.TurnId, IsTainted = meant.Tainted, ActionId = actionId, ReadMails = Mails(meant.Sources) };
    }

    private static IReadOnlyList<Guid> Mails(string? sources) =>
        sources is null ? [] : [.. JsonSerializer.Deserialize<OutsideSource[]>(sources, WireJson.Options)!.Select(s => s.EmailId).OfType<Guid>().Distinct()];

    private static async Task<TurnRow?> ContinuationAsync(MartinDb db, ActionRow action, DateTimeOffset now, CancellationToken ct)
    {
        if (action.TurnId is not { } turnId) return null;
        if (await db.Turns.AsNoTracking().SingleOrDefaultAsync(t => t.Id == turnId, ct) is not { } origin) return null;
        var runId = action.RunId is { } run && await RunChain.ResumeAsync(db, run, now, ct) ? action.RunId : null;
        var turn = new TurnRow
        {
            Id = Guid.CreateVersion7(now), UserId = action.UserId, ConversationId = origin.ConversationId, RunId = runId, Origin = TurnOrigin.Action,
            Status = TurnStatus.Queued, Epoch = TurnRow.Unowned, RequestedModel = origin.RequestedModel, TimeZone = origin.TimeZone, ActionId = action.Id, CreatedAt = now,
        };
        db.Turns.Add(turn);
        await db.SaveChangesAsync(ct);
        return turn;
    }

    private static string Headline(ActionRow action) => action.Status switch
    {
        ActionStatus.Rejected => $"Rejected: {action.Title}",
        ActionStatus.Failed => $"Failed: {action.Title}",
        ActionStatus.Unknown => $"Being looked up: {action.Title}",
        ActionStatus.Undone => $"Taken back: {action.Title}",
        _ => $"Done: {action.Title}",
    };
}
