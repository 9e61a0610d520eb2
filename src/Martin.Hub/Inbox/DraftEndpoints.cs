using System.Security.Claims;
using Martin.Data;
using Martin.Data.Mail;
using Martin.Data.Notifications;
using Martin.Hub.Actions;
using Martin.Hub.Docs;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Notifications;
using Martin.Plugins.Mail;
using Martin.Plugins.Mail.Replies;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Inbox;

public static class DraftEndpoints
{
    public static RouteGroupBuilder MapDrafts(this RouteGroupBuilder api)
    {
        var drafts = api.MapGroup("/inbox/drafts");
        drafts.MapGet("", async (Query<PageQuery> query, DraftBook book, CancellationToken ct) => Reply.Page(await book.ListAsync(query.Value.Page(), ct), DraftInfo.From))
            .WithName("listDrafts").WithSummary("Lists drafts, newest first.");
        drafts.MapGet("/{id:guid}", async (Guid id, DraftBook book, CancellationToken ct) =>
            Reply.Ok(DraftInfo.From(await book.FindAsync(id, ct) ?? throw CodedException.NotFound("draft"))))
            .WithName("getDraft").WithSummary("One draft.");
        drafts.MapPost("", async (Body<DraftInput> body, DraftBook book, Announcer announcer, CancellationToken ct) =>
        {
            var draft = await announcer.WriteAsync(async () => Saved(await book.AddAsync(body.Value.EmailId, body.Value.Draft(), ct)), d => Ready(d, "created"), ct);
            return Reply.Created(DraftInfo.From(draft), $"/api/v1/inbox/drafts/{draft.Id}");
        })
            .WithName("createDraft").WithSummary("Begins a mail, or an answer to one.")
            .Answers<DraftInfo>(StatusCodes.Status201Created).Refuses(ErrorCode.NotFound);
        api.MapPost("/inbox/draft-reply", async (Body<ReplyInput> body, MartinDb db, ReplyWriter writer, DraftBook book, Announcer announcer, CancellationToken ct) =>
        {
            var draft = await WriteAsync(body.Value, db, writer, book, announcer, ct);
            return Reply.Created(DraftInfo.From(draft), $"/api/v1/inbox/drafts/{draft.Id}");
        })
            .WithName("draftReply").WithSummary("Writes a draft of an answer to a mail, with [blanks] where something has to be filled in or checked.")
            .Answers<DraftInfo>(StatusCodes.Status201Created).Refuses(ErrorCode.NotFound, ErrorCode.Unprocessable);
        drafts.MapPut("/{id:guid}", async (Guid id, Body<DraftReplacement> body, DraftBook book, Announcer announcer, CancellationToken ct) =>
            Reply.Ok(DraftInfo.From(await announcer.WriteAsync(
                async () => Saved(await book.ReplaceAsync(id, body.Value.Version, body.Value.Draft(), ct)), d => Ready(d, "updated"), ct))))
            .WithName("replaceDraft").WithSummary("Replaces a draft, if it is still at the version that was read.")
            .Refuses(ErrorCode.VersionMismatch);
        drafts.MapDelete("/{id:guid}", async (Guid id, DraftBook book, Announcer announcer, CancellationToken ct) =>
        {
            await announcer.WriteAsync(async () => await book.RemoveAsync(id, ct) ?? throw CodedException.NotFound("draft"), d => Ready(d, "deleted"), ct);
            return Reply.Done();
        })
            .WithName("deleteDraft").WithSummary("Throws a draft away.");
        drafts.MapPost("/{id:guid}/send", async (Guid id, Body<DraftSending> body, ClaimsPrincipal user, DraftDesk desk, CancellationToken ct) =>
            Reply.Ok(await desk.SendAsync(Decider.Of(user), id, body.Value.Version, ct)))
            .WithName("sendDraft").WithSummary("Sends exactly this version of a draft, once.")
            .Refuses(ErrorCode.VersionMismatch, ErrorCode.Unprocessable);
        return api;
    }

    private static async Task<DraftRow> WriteAsync(ReplyInput input, MartinDb db, ReplyWriter writer, DraftBook book, Announcer announcer, CancellationToken ct)
    {
        if (!await db.Emails.AnyAsync(e => e.Id == input.EmailId, ct)) throw CodedException.NotFound("mail");
        WrittenReply reply;
        try
        {
            reply = await writer.WriteAsync(db, input.EmailId, input.Persona, input.Instructions, ct);
        }
        catch (ToolRefusedException e)
        {
            throw CodedException.Unprocessable(e.Message);
        }
        return await announcer.WriteAsync(async () => await ReplyPlugin.StoreAsync(book, reply, ct) ?? throw CodedException.NotFound("mail"), d => Ready(d, "created"), ct);
    }

    private static Notice Ready(DraftRow draft, string change) =>
        new(NotificationType.DraftReady, string.IsNullOrEmpty(draft.Subject) ? "Draft" : draft.Subject, null, new { draftId = draft.Id, emailId = draft.EmailId, change });

    private static DraftRow Saved(DraftOutcome outcome) => outcome switch
    {
        DraftOutcome.Saved saved => saved.Draft,
        DraftOutcome.NotThere => throw CodedException.NotFound("draft"),
        DraftOutcome.Stale => throw CodedException.VersionMismatch("draft"),
        DraftOutcome.UnknownMail => throw CodedException.NotFound("mail"),
        _ => throw new InvalidOperationException(outcome.ToString()),
    };
}
