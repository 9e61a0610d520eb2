using System.Security.Claims;
using System.Text.Json;
using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Notifications;
using Martin.Data.Turns;
using Martin.Hub.Auth;
using Martin.Hub.Errors;
using Martin.Hub.Turns;
using Martin.Plugins.Rules;
using Martin.Plugins.Tools;
using Martin.Plugins.Undo;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Actions;

/// <summary>Who decides, and from which session.</summary>
public readonly record struct Decider(Guid UserId, Guid? SessionId)
{
    public static Decider Of(ClaimsPrincipal user) => new(user.UserId(), user.SessionId());
}

/// <summary>Where the user decides: approve, reject, take back. No model comes here.</summary>
public sealed class ActionDesk(TurnServices services, ActionEnding ending, OutsideWork outside, IOptions<OutsideOptions> options)
{
    /// <summary>Records the decision on exactly this payload, carries it out, and lets the conversation go on.</summary>
    /// <exception cref="CodedException">NOT_FOUND, CONFLICT (another hash), ACTION_NOT_PENDING, INVALID_REQUEST (an edited payload that does not fit).</exception>
    public async Task<ActionView> ResolveAsync(Decider who, ResolveAction wish, CancellationToken ct)
    {
        var (action, continuation, leaves, isOther) = await services.WriteAsync(who.UserId, db => DecideAsync(db, who, wish, ct), ct);
        if (isOther) throw CodedException.Conflict("What it would do, or whom it reaches, has changed since it was proposed. Nothing was done; read the card again and decide anew.");
        ActionDiagnostics.At(ActionDiagnostics.DecisionStored, action.Id);
        if (continuation is not null) _ = ending.ContinueAsync(continuation);  // the answer does not wait for the conversation's node
        if (!leaves) return ActionView.From(action);
        await Task.WhenAny(outside.RunAsync(who.UserId, action.Id), Task.Delay(options.Value.AnswerWithin, services.Clock, ct));
        await using var db = services.Databases.For(who.UserId);
        return ActionView.From(await ReadAsync(db, action.Id, ct));
    }

    /// <summary>Rejects without naming a payload: to say no, no agreement on what exactly is needed.</summary>
    /// <exception cref="CodedException">NOT_FOUND, ACTION_NOT_PENDING.</exception>
    public async Task<ActionView> RejectAsync(Decider who, Guid actionId, CancellationToken ct)
    {
        await using var db = services.Databases.For(who.UserId);
        var action = await ReadAsync(db, actionId, ct);
        var hash = action.DecidedHash ?? action.PayloadHash;
        return await ResolveAsync(who, new() { ActionId = actionId, Decision = Decision.Reject, PayloadHash = hash }, ct);
    }

    /// <summary>Takes an executed action back; one that was taken back stays so.</summary>
    /// <exception cref="CodedException">NOT_FOUND, ACTION_NOT_PENDING (nothing to take back), CONFLICT (changed since).</exception>
    public async Task<ActionView> UndoAsync(Decider who, Guid actionId, CancellationToken ct) =>
        ActionView.From(await services.WriteAsync(who.UserId, db => TakeBackAsync(db, who, actionId, ct), ct));

    /// <summary>A decision, and what came of it in its own transaction.</summary>
    /// <param name="Leaves">It is carried out after the decision is committed.</param>
    /// <param name="IsOther">Nothing was decided: the card has become another.</param>
    private sealed record Decided(ActionRow Action, TurnRow? Continuation = null, bool Leaves = false, bool IsOther = false);

    private async Task<Decided> DecideAsync(MartinDb db, Decider who, ResolveAction wish, CancellationToken ct)
    {
        var now = services.Clock.Now();
        await db.HoldOwnerAsync(ct);  // what is looked at stays so until it is done, and the end of a task's turn comes before all this or after it
        var proposal = await ActionAtWork.ReadAsync(db, wish.ActionId, who.SessionId, ct);
        var action = proposal.Row;
        if (Repeats(action, wish)) return new(action);
        if (action.Status != ActionStatus.Proposed) throw NotPending($"The action is {action.Status.Name()}.");
        if (action.ExpiresAt <= now) throw NotPending("The proposal has expired. Ask for it again.");
        if (action.PayloadHash != wish.PayloadHash) throw CodedException.Conflict("The payload is not the one that was proposed; read the action again.");
        var approve = wish.Decision == Decision.Approve;
        var call = approve ? Plan(action, wish) : null;
        var (shown, refused) = (Shown.Of(action), (string?)null);
        if (call is not null)
        {
            // As the world is now: an event may have got guests since, whom the card does not name.
            var (present, problem) = await DescribedAsync(db, proposal, Plan(action, wish with { Payload = null }), now, ct);
            if (present is not null && !present.ReachesAs(shown)) return new(await ShowAnewAsync(db, action, present, now, ct), IsOther: true);
            refused = problem;
            if (call.Payload != action.Payload)
            {
                (var edited, refused) = await DescribedAsync(db, proposal, call, now, ct);
                shown = edited ?? throw CodedException.Invalid("payload", refused!);
            }
        }
        Decide(action, approve ? ActionStatus.Approved : ActionStatus.Rejected, shown, now);
        (action.DecidedBy, action.DecidedOn) = (who.SessionId, proposal.Device);
        if (!await db.TryDecideAsync(action, ct))
        {
            var winner = await ReadAsync(db, wish.ActionId, ct);
            return Repeats(winner, wish) ? new(winner) : throw NotPending("It has been decided in the meantime.");
        }
        if (call is not null && refused is null && await LeavesAsync(db, proposal, call, now, ct)) return new(await ReadAsync(db, action.Id, ct), Leaves: true);
        if (call is not null) await ExecuteAsync(db, proposal, call, refused, now, ct);
        return new(action, await ActionEnding.TellAsync(db, proposal, now, ct));
    }

    /// <summary>As it is once it is decided; after an edit all of it is another.</summary>
    private static void Decide(ActionRow action, ActionStatus decision, Shown shown, DateTimeOffset now)
    {
        (action.Status, action.DecidedAt, action.DecidedHash) = (decision, now, action.PayloadHash);
        (action.Payload, action.PayloadHash) = (shown.Payload, CanonicalJson.Hash(shown.Payload));
        (action.Title, action.Summary, action.Card, action.Effect) = (shown.Title, shown.Summary, shown.Card, shown.Effect);
        action.HoldsOutside |= shown.HoldsOutside;
    }

    /// <summary>Puts the card as it has become before the user. Its hash is another, so that no approval of the old card, sent twice, approves this one.</summary>
    private static async Task<ActionRow> ShowAnewAsync(MartinDb db, ActionRow action, Shown present, DateTimeOffset now, CancellationToken ct)
    {
        var shown = await db.Actions.Where(a => a.Id == action.Id && a.Status == ActionStatus.Proposed && a.PayloadHash == action.PayloadHash)
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.Title, present.Title).SetProperty(a => a.Summary, present.Summary).SetProperty(a => a.Card, present.Card)
                .SetProperty(a => a.Effect, present.Effect).SetProperty(a => a.HoldsOutside, a => a.HoldsOutside || present.HoldsOutside)
                .SetProperty(a => a.PayloadHash, CanonicalJson.Hash($"{action.Payload}\n{present.Effect.Name()}\n{present.Card}")), ct);
        if (shown == 1) await db.NotifyAsync(action.UserId, NotificationType.ActionRequested, "Changed, and waiting for your decision", present.Summary,
            new { actionId = action.Id, conversationId = action.ConversationId }, now, ct);
        return action;
    }

    /// <summary>approved → executing, for what leaves this Martin: it is carried out after the decision is committed.</summary>
    private static async Task<bool> LeavesAsync(MartinDb db, ActionAtWork action, Call call, DateTimeOffset now, CancellationToken ct)
    {
        if (call.Tool.Plugin is not IActsOutside plugin || !await plugin.LeavesAsync(call.Tool.Name, call.Arguments, await action.ContextAsync(db, now, ct), ct)) return false;
        await db.Actions.Where(a => a.Id == action.Row.Id && a.Status == ActionStatus.Approved)
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.Status, ActionStatus.Executing).SetProperty(a => a.AttemptedAt, now), ct);
        return true;
    }

    /// <summary>What is decided on, in the payload's own text and in the user's words: after an edit all of it is another.</summary>
    private sealed record Shown(string Payload, string Title, string Summary, string? Card, ActionEffect Effect, bool HoldsOutside, ActionCard? People)
    {
        public static Shown Of(ActionRow action) => new(action.Payload, action.Title, action.Summary, action.Card, action.Effect, action.HoldsOutside, ActionCard.Of(action));

        public bool ReachesAs(Shown other) => Effect == other.Effect && ActionCard.ReachSame(People, other.People);
    }

    private sealed record Call(Tool Tool, ToolArguments Arguments, string Payload);

    /// <summary>The call as approved: the stored payload, or the user's edit of it.</summary>
    private Call Plan(ActionRow action, ResolveAction wish)
    {
        var tool = services.Tools.Find(action.ActionType) ?? throw CodedException.Unprocessable("This Martin can no longer do that.");
        try
        {
            var arguments = ToolArguments.Parse(wish.Payload?.GetRawText() ?? action.Payload);
            ToolBox.Bind(tool, arguments);
            return new(tool, arguments, CanonicalJson.Of(arguments.Value));
        }
        catch (ToolRefusedException e)
        {
            throw CodedException.Invalid("payload", e.Message);
        }
    }

    /// <returns>What the call would do as the world is now, or why it can't be done.</returns>
    private static async Task<(Shown? Shown, string? Refused)> DescribedAsync(MartinDb db, ActionAtWork action, Call call, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            var context = await action.ContextAsync(db, now, ct);
            var card = await call.Tool.Writes.DescribeAsync(call.Tool.Name, call.Arguments, context, ct);
            var seen = ActionCard.From(card);
            return (new(call.Payload, card.Title, card.Summary, seen?.ToJson(), card.Effect == Effect.Outward ? ActionEffect.Outward : ActionEffect.OwnWrite, context.HoldsOutsideContent, seen), null);
        }
        catch (ToolRefusedException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>approved → executed or failed, in the decision's own transaction: what it does locally commits with the decision, or not at all.</summary>
    /// <param name="refused">Why it can't be described: then it is not done either.</param>
    private static async Task ExecuteAsync(MartinDb db, ActionAtWork action, Call call, string? refused, DateTimeOffset now, CancellationToken ct)
    {
        var row = action.Row;
        var context = await action.ContextAsync(db, now, ct);
        try
        {
            if (refused is not null) throw new ToolRefusedException(refused);
            var result = await ToolBox.InvokeAsync(call.Tool, call.Arguments, context, ct);
            await db.SaveChangesAsync(ct);
            (row.Status, row.ExecutedAt, row.Result, row.Summary, row.Undo) = (ActionStatus.Executed, now, result, context.Summary, context.Undo);
            row.HoldsOutside |= context.HoldsOutsideContent;
            await db.EndActionAsync(row, context.Changes, now, ct);
            ActionDiagnostics.At(ActionDiagnostics.LocalApplied, row.Id);
        }
        catch (ToolRefusedException e)
        {
            db.ChangeTracker.Clear();
            (row.Status, row.Error) = (ActionStatus.Failed, e.Message);
            await db.EndActionAsync(row, [], now, ct);
        }
    }

    private async Task<ActionRow> TakeBackAsync(MartinDb db, Decider who, Guid actionId, CancellationToken ct)
    {
        var now = services.Clock.Now();
        var action = await ReadAsync(db, actionId, ct);
        if (action.Status == ActionStatus.Undone) return action;
        if (action.Status != ActionStatus.Executed) throw NotPending($"The action is {action.Status.Name()}; there is nothing to take back.");
        if (action.Undo is null) throw NotPending("This can't be taken back.");
        var tool = services.Tools.Find(action.ActionType) ?? throw NotPending("This Martin can no longer do that.");
        try
        {
            if (await TakeBack.RunAsync(db, action, tool, who.SessionId, now, ct) is not { } changes)
                return await ReadAsync(db, actionId, ct) is { Status: ActionStatus.Undone } undone ? undone : throw NotPending("It has changed in the meantime.");
            foreach (var change in changes)
                await db.NotifyAsync(action.UserId, change, now, ct);
        }
        catch (ToolRefusedException e)
        {
            throw CodedException.Conflict(e.Message);
        }
        var takenBack = await ReadAsync(db, actionId, ct);
        await ActionEnding.SayAsync(db, takenBack, now, ct);
        return takenBack;
    }

    private static async Task<ActionRow> ReadAsync(MartinDb db, Guid actionId, CancellationToken ct) =>
        await db.Actions.AsNoTracking().SingleOrDefaultAsync(a => a.Id == actionId, ct) ?? throw CodedException.NotFound("action");

    /// <summary>The same decision on the same proposal, sent again because its answer was lost.</summary>
    private static bool Repeats(ActionRow action, ResolveAction wish) =>
        action.DecidedHash is not null && action.DecidedHash == wish.PayloadHash
        && (action.Status == ActionStatus.Rejected) == (wish.Decision == Decision.Reject)
        && (wish.Payload is not { } payload || CanonicalJson.Of(ToolArguments.Parse(payload.GetRawText()).Value) == action.Payload);

    private static CodedException NotPending(string message) => CodedException.Of(ErrorCode.ActionNotPending, message);
}
