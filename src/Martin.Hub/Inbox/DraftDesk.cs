using System.Text.Json;
using System.Text.Json.Nodes;
using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Mail;
using Martin.Data.Notifications;
using Martin.Hub.Actions;
using Martin.Hub.Errors;
using Martin.Hub.Notifications;
using Martin.Hub.Turns;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Inbox;

/// <summary>A send that the user asked for on a form: the tool's own payload, approved by the asking for exactly that version.</summary>
public sealed class DraftDesk(MartinDb db, ToolBox tools, Pusher pusher, TimeProvider clock, IOptions<TurnOptions> options)
{
    private const string ToolName = "send_mail";

    /// <summary>Sends it once; asked again for the same version it answers with the same action.</summary>
    /// <exception cref="CodedException">NOT_FOUND, VERSION_MISMATCH, UNPROCESSABLE (it can't be sent as it is).</exception>
    public async Task<ActionView> SendAsync(Decider who, Guid draftId, int version, CancellationToken ct)
    {
        var action = await db.WriteAsync(async () =>
        {
            var now = clock.Now();
            var id = Guid.CreateVersion7(now);
            var won = await db.Drafts.Where(d => d.Id == draftId && d.Version == version && d.SentAt == null)
                .ExecuteUpdateAsync(s => s.SetProperty(d => d.SentActionId, id), ct) == 1;
            var draft = await db.Drafts.AsNoTracking().FirstOrDefaultAsync(d => d.Id == draftId, ct) ?? throw CodedException.NotFound("draft");
            if (won)
            {
                var sent = await ExecuteAsync(who, id, draft, now, ct);
                // Whatever the tool made of its text: this draft was sent, and must not be again.
                await db.Drafts.Where(d => d.Id == draftId).ExecuteUpdateAsync(s => s.SetProperty(d => d.SentAt, now), ct);
                return sent;
            }
            if (draft.Version != version) throw draft.SentAt is null ? CodedException.VersionMismatch("draft") : CodedException.NotFound("draft");
            return await db.Actions.AsNoTracking().FirstOrDefaultAsync(a => a.Id == draft.SentActionId, ct) ?? throw CodedException.NotFound("draft");
        }, ct);
        pusher.PushCommitted(db);
        return ActionView.From(action);
    }

    private async Task<ActionRow> ExecuteAsync(Decider who, Guid id, DraftRow draft, DateTimeOffset now, CancellationToken ct)
    {
        var arguments = ToolArguments.Parse(Payload(draft).ToJsonString());
        var payload = CanonicalJson.Of(arguments.Value);
        var zone = await db.Users.Where(u => u.Id == db.Owner).Select(u => u.Preferences.TimeZone).SingleAsync(ct);
        var origin = await DraftOrigin.OfAsync(db, draft, ct);
        var context = new ToolContext { Db = db, UserId = db.Owner, Now = now, TimeZone = zone ?? Zones.Utc, ActionId = id, IsTainted = origin.IsTainted };
        try
        {
            var tool = tools.Find(ToolName)!;
            var card = await tool.Writes.DescribeAsync(ToolName, arguments, context, ct);
            var result = await ToolBox.InvokeAsync(tool, arguments, context, ct);
            var action = new ActionRow
            {
                Id = id, UserId = db.Owner, ActionType = ToolName, Title = card.Title, Summary = context.Summary, Payload = payload, PayloadHash = CanonicalJson.Hash(payload),
                DecidedHash = CanonicalJson.Hash(payload), Effect = ActionEffect.Outward, Status = ActionStatus.Executed, EmailId = draft.EmailId, Result = result,
                RequestedAt = now, ExpiresAt = now + options.Value.ProposalLifetime, DecidedAt = now, ExecutedAt = now, Card = ActionCard.From(card)?.ToJson(),
                Tainted = origin.IsTainted, HoldsOutside = context.HoldsOutsideContent, Reason = origin.Reason, Sources = origin.Sources,
                TurnId = origin.TurnId, ConversationId = origin.ConversationId, RunId = origin.RunId,
                DecidedBy = who.SessionId, DecidedOn = await db.Sessions.Where(s => s.Id == who.SessionId).Select(s => s.Device).FirstOrDefaultAsync(ct),
            };
            db.Actions.Add(action);
            await db.SaveChangesAsync(ct);
            await db.NotifyAsync(db.Owner, NotificationType.ActionResolved, $"Done: {card.Title}", action.Summary, new { actionId = id, status = action.Status.Name() }, now, ct);
            return action;
        }
        catch (ToolRefusedException e)
        {
            throw CodedException.Unprocessable(e.Message);
        }
    }

    /// <summary>The arguments of send_mail (contract: types and payloads).</summary>
    private static JsonObject Payload(DraftRow draft)
    {
        var payload = new JsonObject
        {
            ["to"] = People(draft.To), ["cc"] = People(draft.Cc), ["bcc"] = People(draft.Bcc), ["subject"] = draft.Subject ?? "", ["body"] = draft.Content ?? "",
            ["draftId"] = draft.Id.ToString(),
        };
        if (draft.EmailId is { } answered) payload["inReplyToEmailId"] = answered.ToString();
        return payload;
    }

    private static JsonNode People(IEnumerable<Correspondent> people) => JsonSerializer.SerializeToNode(
        people.Select(p => new Martin.Plugins.Mail.MailRecipient { Email = p.Email, Name = p.Name }), ToolArguments.Json)!;
}
