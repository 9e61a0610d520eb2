using System.Text.Json.Nodes;
using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Notifications;
using Martin.Hub.Errors;
using Martin.Hub.Notifications;
using Martin.Hub.Turns;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Actions;

/// <summary>Proposals that come from a form or a program rather than from a turn: the same tools, the same payloads, the same approval.</summary>
public sealed class Proposals(MartinDb db, ToolBox tools, Announcer announcer, Pusher pusher, TimeProvider clock, IOptions<TurnOptions> options)
{
    /// <param name="tool">The tool that an approval runs.</param>
    /// <param name="payload">Its arguments.</param>
    /// <param name="fromOutside">Who asked, in a sentence, where it was not the user: what comes of it is marked so.</param>
    /// <exception cref="CodedException">UNPROCESSABLE: the tool would not take them.</exception>
    public async Task<ActionView> ProposeAsync(string tool, JsonObject payload, CancellationToken ct, string? fromOutside = null)
    {
        var context = await ContextAsync(clock.Now(), ct);
        ActionRow row;
        try
        {
            var found = tools.Find(tool) ?? throw new ToolRefusedException($"There is no tool called {tool}.");
            var (meant, arguments, why) = await tools.MeantAsync(found, ToolArguments.Parse(payload.ToJsonString()), context, ct);
            var card = await meant.Writes.DescribeAsync(meant.Name, arguments, context, ct);
            row = Row(meant, arguments, why is null ? card : card with { Summary = $"{card.Summary}. {why}" }, ActionStatus.Proposed, context, fromOutside);
        }
        catch (ToolRefusedException e)
        {
            throw CodedException.Unprocessable(e.Message);
        }
        await announcer.WriteAsync(async () =>
        {
            db.Actions.Add(row);
            await db.SaveChangesAsync(ct);
            return row;
        }, a => new Notice(NotificationType.ActionRequested, "Waiting for your decision", a.Summary, new { actionId = a.Id }), ct);
        return ActionView.From(row);
    }

    /// <summary>What only puts a draft before the user needs no decision.</summary>
    /// <returns>The tool's answer; null where the call is none of that kind.</returns>
    /// <exception cref="ToolRefusedException">It can't be done; the message says why.</exception>
    public async Task<string?> DraftAsync(Tool tool, ToolArguments arguments, string fromOutside, CancellationToken ct)
    {
        var before = await ContextAsync(clock.Now(), ct, isTainted: true);  // what it asks for is not the user's word
        if (tool.Plugin is not IThinksFirst thinker || !(await tool.Writes.DescribeAsync(tool.Name, arguments, before, ct)).IsDraft) return null;
        var context = await ContextAsync(before.Now, ct, await thinker.ThinkAsync(tool.Name, arguments, before, ct));
        var answer = await db.WriteAsync(async () =>
        {
            var result = await ToolBox.InvokeAsync(tool, arguments, context, ct);
            var card = await tool.Writes.DescribeAsync(tool.Name, arguments, context, ct);
            var row = Row(tool, arguments, card with { Summary = context.Summary }, ActionStatus.Executed, context, fromOutside);
            (row.ExecutedAt, row.Result, row.Undo) = (row.RequestedAt, result, context.Undo);
            db.Actions.Add(row);
            await db.SaveChangesAsync(ct);
            foreach (var change in context.Changes) await db.NotifyAsync(db.Owner, change, context.Now, ct);
            return result;
        }, ct);
        pusher.PushCommitted(db);
        return answer;
    }

    /// <summary>What a tool works with outside a turn.</summary>
    public async Task<ToolContext> ContextAsync(DateTimeOffset now, CancellationToken ct, object? thought = null, bool isTainted = false) => new()
    {
        Db = db, UserId = db.Owner, Now = now, Thought = thought, IsTainted = isTainted, ActionId = Guid.CreateVersion7(now),
        TimeZone = await db.Users.Where(u => u.Id == db.Owner).Select(u => u.Preferences.TimeZone).SingleAsync(ct) ?? Zones.Utc,
    };

    private ActionRow Row(Tool tool, ToolArguments arguments, WriteCard card, ActionStatus status, ToolContext context, string? fromOutside)
    {
        var text = CanonicalJson.Of(arguments.Value);
        return new()
        {
            Id = context.ActionId!.Value, UserId = db.Owner, ActionType = tool.Name, Title = card.Title, Summary = card.Summary, Payload = text,
            PayloadHash = CanonicalJson.Hash(text), Effect = card.Effect == Effect.Outward ? ActionEffect.Outward : ActionEffect.OwnWrite, Status = status,
            Tainted = fromOutside is not null, HoldsOutside = context.HoldsOutsideContent, Reason = fromOutside, Card = ActionCard.From(card)?.ToJson(),
            MeantAt = context.Now, MeantIn = context.TimeZone, RequestedAt = context.Now, ExpiresAt = context.Now + options.Value.ProposalLifetime,
        };
    }
}
