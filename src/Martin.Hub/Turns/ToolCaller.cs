using System.Text.Json;
using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Notifications;
using Martin.Data.Turns;
using Martin.Hub.Actions;
using Martin.Hub.Wire;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Turns;

/// <summary>
/// Turns a model's call into an outcome: a read is answered, an own write is executed and recorded as an action that can be
/// undone, and what is outward, or asked for by a model that has read words from outside, becomes a proposal. A refusal is an outcome too, in words that the model can act on.
/// </summary>
/// <param name="said">The user's message of this turn; null in a turn that Martin began.</param>
/// <param name="steps">What the turn has done until now, whoever owned it.</param>
public sealed class ToolCaller(TurnServices services, TurnRow turn, string? said, IReadOnlyList<TurnStepRow> steps)
{
    /// <summary>Sources that a reason names.</summary>
    private const int MaxNamedSources = 3;

    private readonly OwnWish? ownWish = said is null ? null : new(turn, said, steps);

    private sealed record Plan(Tool Tool, ToolArguments Arguments);

    /// <summary>What the model had read from outside when it called.</summary>
    private sealed record Taint(bool IsTainted, IReadOnlyList<OutsideSource> Sources)
    {
        public IReadOnlyList<Guid> Mails => [.. Sources.Select(s => s.EmailId).OfType<Guid>().Distinct()];

        public Guid? OnlyMail => IsTainted && Sources.Select(s => s.EmailId).Distinct().ToList() is [{ } only] ? only : null;

        public string? All => !IsTainted || Sources.Count == 0 ? null : JsonSerializer.Serialize(Sources.Distinct(), WireJson.Options);

        public string? Reason
        {
            get
            {
                if (!IsTainted) return null;
                var read = Sources.Select(s => s.What).Distinct().ToList();
                if (read.Count == 0) return "Asked for in a conversation that holds what others wrote.";
                var more = read.Count > MaxNamedSources ? $" and {read.Count - MaxNamedSources} more" : "";
                return $"Asked for after Martin had read {string.Join(", ", read.TakeLast(MaxNamedSources))}{more}.";
            }
        }
    }

    /// <returns>What to run in the step's transaction.</returns>
    /// <param name="tainted">
    /// The model that calls has read words from outside: what would be an own write becomes a proposal too, unless it does no more than the user's own message says.
    /// </param>
    /// <param name="sources">Where those words came from.</param>
    public async Task<Func<MartinDb, Task<Acted>>> PrepareAsync(ToolCall call, bool tainted, IReadOnlyList<OutsideSource> sources, CancellationToken ct)
    {
        Plan plan;
        try
        {
            plan = new(services.Tools.Find(call.Name) ?? throw new ToolRefusedException($"There is no tool called {call.Name}."),
                call.Unreadable ? throw new ToolRefusedException("The arguments are not a JSON object.") : ToolArguments.Parse(call.Arguments));
            ToolBox.Bind(plan.Tool, plan.Arguments);
        }
        catch (ToolRefusedException e)
        {
            return _ => Task.FromResult(Refused(call, e.Message));
        }
        if (plan.Tool.Effect == Effect.Progress) return async db => await AnswerAsync(db, call, plan, CancellationToken.None);
        if (plan.Tool.Effect != Effect.Read)
        {
            object? thought;
            try
            {
                thought = await ThinkAsync(plan, new(tainted, sources), ct);
            }
            catch (ToolRefusedException e)
            {
                return _ => Task.FromResult(Refused(call, e.Message));
            }
            return db => WriteAsync(db, call, plan, new(tainted, sources), thought);
        }
        // A read needs no transaction of its own, and may take its time outside the step's.
        await using var reading = services.Databases.For(turn.UserId);
        var answer = await AnswerAsync(reading, call, plan, ct);
        return _ => Task.FromResult(answer);
    }

    /// <summary>The outcome of a call whose step could not be stored as it was.</summary>
    public static Acted Failed(ToolCall call) => Refused(call, $"{call.Name} failed because of a fault inside Martin. Nothing was changed.");

    private async Task<Acted> AnswerAsync(MartinDb db, ToolCall call, Plan plan, CancellationToken ct)
    {
        var context = Context(db);
        try
        {
            var result = await ToolBox.InvokeAsync(plan.Tool, plan.Arguments, context, ct);
            return new(new(call.CallId, call.Name, true, context.Summary, null, result, null, Proposed: false, Undoable: false,
                Outside: plan.Tool.CarriesOutsideContent || context.HoldsOutsideContent, context.Sources.Count == 0 ? null : context.Sources), null, context.Changes);
        }
        catch (ToolRefusedException e)
        {
            return Refused(call, e.Message);
        }
    }

    /// <summary>What the write needs to know and no transaction should wait for.</summary>
    private async Task<object?> ThinkAsync(Plan plan, Taint taint, CancellationToken ct)
    {
        if (plan.Tool.Plugin is not IThinksFirst thinker) return null;
        await using var db = services.Databases.For(turn.UserId);
        return await thinker.ThinkAsync(plan.Tool.Name, plan.Arguments, Context(db, taint, taint.IsTainted), ct);
    }

    private async Task<Acted> WriteAsync(MartinDb db, ToolCall call, Plan plan, Taint taint, object? thought)
    {
        var context = Context(db, taint, thought: thought);
        try
        {
            var (tool, arguments, why) = await services.Tools.MeantAsync(plan.Tool, plan.Arguments, context, CancellationToken.None);
            plan = new(tool, arguments);
            var card = await plan.Tool.Writes.DescribeAsync(plan.Tool.Name, plan.Arguments, context, CancellationToken.None);
            if (why is not null) card = card with { Summary = $"{card.Summary}. {why}" };
            if (card.Effect != Effect.OwnWrite) return Propose(call, plan, card, context, taint);
            var spent = card.IsDraft || ownWish is null ? null : await ownWish.SpendAsync(call, plan.Tool, plan.Arguments, card, context, taint.IsTainted);
            return !taint.IsTainted || card.IsDraft || spent is not null ? await ExecuteAsync(call, plan, card, context, taint, spent) : Propose(call, plan, card, context, taint);
        }
        catch (ToolRefusedException e)
        {
            db.ChangeTracker.Clear();  // what it may have begun is not saved with its step
            return Refused(call, e.Message);
        }
    }

    private Acted Propose(ToolCall call, Plan plan, WriteCard card, ToolContext context, Taint taint)
    {
        var action = Action(call, plan, card, ActionStatus.Proposed, context, taint);
        var result = ToolResults.Proposed(action.Id, card.Summary);
        return new(new(call.CallId, call.Name, true, card.Summary, null, result, action.Id, Proposed: true, Undoable: false, context.HoldsOutsideContent), action,
            [new(NotificationType.ActionRequested, "Waiting for your decision", card.Summary, new { actionId = action.Id, conversationId = turn.ConversationId })]);
    }

    private async Task<Acted> ExecuteAsync(ToolCall call, Plan plan, WriteCard card, ToolContext context, Taint taint, SpentWish? spent)
    {
        var result = await ToolBox.InvokeAsync(plan.Tool, plan.Arguments, context, CancellationToken.None);
        var action = Action(call, plan, card with { Summary = context.Summary }, ActionStatus.Executed, context, taint);
        action.ExecutedAt = action.RequestedAt;
        action.Result = result;
        action.Undo = context.Undo;
        var outcome = new ToolOutcome(
            call.CallId, call.Name, true, context.Summary, null, result, action.Id, Proposed: false, Undoable: context.Undo is not null, context.HoldsOutsideContent, Spent: spent);
        return new(outcome, action, context.Changes);
    }

    private ActionRow Action(ToolCall call, Plan plan, WriteCard card, ActionStatus status, ToolContext context, Taint taint)
    {
        var now = services.Clock.Now();
        var payload = CanonicalJson.Of(plan.Arguments.Value);
        return new()
        {
            Id = context.ActionId!.Value, UserId = turn.UserId, ActionType = plan.Tool.Name, Title = card.Title, Summary = card.Summary,
            Payload = payload, PayloadHash = CanonicalJson.Hash(payload),
            Effect = card.Effect == Effect.Outward ? ActionEffect.Outward : ActionEffect.OwnWrite, Status = status, Tainted = taint.IsTainted, HoldsOutside = context.HoldsOutsideContent,
            MeantAt = turn.CreatedAt, MeantIn = turn.TimeZone, Reason = taint.Reason, EmailId = taint.OnlyMail, Sources = taint.All, Card = ActionCard.From(card)?.ToJson(),
            TurnId = turn.Id, ConversationId = turn.ConversationId, CallId = call.CallId, RunId = turn.RunId,
            RequestedAt = now, ExpiresAt = now + services.Options.ProposalLifetime,
        };
    }

    /// <param name="taint">Of a write.</param>
    private ToolContext Context(MartinDb db, Taint? taint = null, bool isTainted = false, object? thought = null) => new()
    {
        // The moment at which the user spoke: "tomorrow" means the same after midnight and after a crash.
        Db = db, UserId = turn.UserId, Now = turn.CreatedAt, TimeZone = turn.TimeZone, TurnId = turn.Id, RunId = turn.RunId, Thought = thought, IsTainted = isTainted,
        Said = said, ActionId = taint is null ? null : Guid.CreateVersion7(services.Clock.Now()), ReadMails = taint?.Mails ?? [],
    };

    private static Acted Refused(ToolCall call, string sentence) => new(
        new(call.CallId, call.Name, false, sentence, sentence, ToolResults.Error(sentence), null, Proposed: false, Undoable: false), null, []);
}
