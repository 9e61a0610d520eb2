using Martin.Data;
using Martin.Data.Mail;
using Martin.Data.Notifications;
using Martin.Hub.Docs;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Notifications;
using Martin.Plugins.Mail;

namespace Martin.Hub.Inbox;

public static class InboxEndpoints
{
    /// <summary>Types that no browser acts on; all else is served as bytes.</summary>
    private static readonly HashSet<string> Passive = new(StringComparer.Ordinal)
    {
        "text/plain", "text/csv", "image/png", "image/jpeg", "image/gif", "image/webp", "audio/mpeg", "audio/wav", "video/mp4", "application/zip",
    };

    public static RouteGroupBuilder MapInbox(this RouteGroupBuilder api)
    {
        var inbox = api.MapGroup("/inbox");
        inbox.MapGet("", async (Query<InboxQuery> query, IMailbox mailbox, CancellationToken ct) =>
            Reply.Page(await mailbox.ListAsync(query.Value.Filter(), query.Value.Page(), ct), EmailInfo.From))
            .WithName("listInbox").WithSummary("Lists mails, newest first.");
        inbox.MapGet("/{id:guid}", async (Guid id, IMailbox mailbox, CancellationToken ct) => Reply.Ok(EmailDetail.From(await FindAsync(mailbox, id, ct))))
            .WithName("getEmail").WithSummary("One mail with its text, attachments and drafts.");
        inbox.MapPatch("/{id:guid}", async (Guid id, Body<MailPatch> body, IMailbox mailbox, Announcer announcer, CancellationToken ct) =>
        {
            await announcer.WriteAsync(async () => (await mailbox.MarkAsync([id], body.Value.Mark(), ct))?[0] ?? throw CodedException.NotFound("mail"), Marked, ct);
            return Reply.Ok(EmailDetail.From(await FindAsync(mailbox, id, ct)));
        })
            .WithName("changeEmail").WithSummary("Marks a mail as read, archived or of a category.");
        inbox.MapGet("/{id:guid}/attachments/{attachmentId:guid}", async (Guid id, Guid attachmentId, HttpContext context, IMailbox mailbox, CancellationToken ct) =>
            Download(context, await mailbox.FindAttachmentAsync(id, attachmentId, ct) ?? throw CodedException.NotFound("attachment")))
            .WithName("downloadAttachment").WithSummary("An attachment as a file.")
            .Downloads("application/octet-stream", [.. Passive]);
        inbox.MapPost("/import", async (MailUpload upload, MailImport import, MartinDb db, Pusher pusher, CancellationToken ct) =>
        {
            try
            {
                return Reply.Ok(await import.ImportAsync(upload.Files, ct));
            }
            finally
            {
                pusher.PushCommitted(db);  // also what came in before a fault
            }
        })
            .WithName("importMail").WithSummary("Takes in mails from .eml and .mbox files.");
        inbox.MapPost("/triage", async (Body<TriageInput> body, TriageDesk desk, CancellationToken ct) => Reply.Ok(await desk.TriageAsync(body.Value.EmailIds, ct)))
            .WithName("triageMail").WithSummary("Sorts mails into important, actionable and fyi. A category that the user has chosen stays, and teaches.")
            .Refuses(ErrorCode.NotFound);
        inbox.MapPost("/sync", async (IMailbox mailbox, CancellationToken ct) => Reply.Ok(await mailbox.SyncAsync(ct)))
            .WithName("syncMail").WithSummary("Fetches new mail now.");
        return api;
    }

    private static async Task<MailView> FindAsync(IMailbox mailbox, Guid id, CancellationToken ct) => await mailbox.FindAsync(id, ct) ?? throw CodedException.NotFound("mail");

    private static Notice Marked(MarkedMail mail) =>
        new(NotificationType.EmailTriaged, string.IsNullOrEmpty(mail.Subject) ? "Mail" : mail.Subject, null, new { emailIds = new[] { mail.Id }, category = mail.After.Category, change = "updated" });

    /// <summary>Always saved, never shown: what came by mail must not run on this origin.</summary>
    private static IResult Download(HttpContext context, AttachmentRow file)
    {
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Results.File(file.Content, Passive.Contains(file.ContentType) ? file.ContentType : "application/octet-stream", file.Name);
    }
}
