using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Notifications;
using Martin.Data.Turns;
using Martin.Hub.Runs;
using Martin.Hub.Turns;

namespace Martin.Hub.Actions;

/// <summary>What follows when an action has come to its end: the user's screens are told, and the conversation goes on.</summary>
public sealed class ActionEnding(TurnServices services, TurnCalls calls)
{
    /// <summary>In the transaction of the ending, in which nothing is left to save.</summary>
    /// <param name="action">As it has ended.</param>
    /// <returns>The turn in which Martin answers to the decision, in the conversation where the wish came up; null where it came from none.</returns>
    public static async Task<TurnRow?> TellAsync(MartinDb db, ActionAtWork action, DateTimeOffset now, CancellationToken ct)
    {
        var continuation = await ContinuationAsync(db, action, now, ct);
        if (continuation is null) await SayAsync(db, action.Row, now, ct);
        else await db.AddTurnAsync(continuation, Told(action.Row), ct);
        return continuation;
    }

    /// <summary>Tells the user's screens how the action stands.</summary>
    public static Task SayAsync(MartinDb db, ActionRow action, DateTimeOffset now, CancellationToken ct) => db.NotifyAsync(action.UserId, Told(action), now, ct);

    /// <summary>In the transaction in which a proposal of a task expires: the task must not wait for it any longer.</summary>
    public static async Task<TurnRow?> GoOnWithoutAsync(MartinDb db, ActionRow action, DateTimeOffset now, CancellationToken ct)
    {
        if (action.RunId is null || await ContinuationAsync(db, await ActionAtWork.ReadAsync(db, action.Id, sessionId: null, ct), now, ct) is not { } continuation) return null;
        await db.AddTurnAsync(continuation, notice: null, ct);
        return continuation;
    }

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

    /// <returns>Not stored yet.</returns>
    private static async Task<TurnRow?> ContinuationAsync(MartinDb db, ActionAtWork action, DateTimeOffset now, CancellationToken ct)
    {
        if (action.Turn is not { } origin) return null;
        var runId = action.Row.RunId is { } run && await RunChain.ResumeAsync(db, run, now, ct) ? action.Row.RunId : null;
        return new()
        {
            Id = Guid.CreateVersion7(now), UserId = action.Row.UserId, ConversationId = origin.ConversationId, RunId = runId, Origin = TurnOrigin.Action,
            Status = TurnStatus.Queued, Epoch = TurnRow.Unowned, RequestedModel = origin.RequestedModel, TimeZone = origin.TimeZone, ActionId = action.Row.Id, CreatedAt = now,
        };
    }

    private static Notice Told(ActionRow action) => new(NotificationType.ActionResolved, Headline(action), action.Summary,
        new { actionId = action.Id, status = action.Status.Name(), conversationId = action.ConversationId });

    private static string Headline(ActionRow action) => action.Status switch
    {
        ActionStatus.Rejected => $"Rejected: {action.Title}",
        ActionStatus.Failed => $"Failed: {action.Title}",
        ActionStatus.Unknown => $"Being looked up: {action.Title}",
        ActionStatus.Undone => $"Taken back: {action.Title}",
        _ => $"Done: {action.Title}",
    };
}
