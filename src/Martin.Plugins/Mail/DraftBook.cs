using Martin.Data;
using Martin.Data.Mail;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Mail;

/// <summary>The mails that the context's owner is writing. Changes join an open transaction; telling others of them is the caller's.</summary>
public sealed class DraftBook(MartinDb db, TimeProvider clock)
{
    /// <returns>null when it is not there, or has been sent.</returns>
    public Task<DraftRow?> FindAsync(Guid id, CancellationToken ct) => db.Drafts.AsNoTracking().FirstOrDefaultAsync(d => d.Id == id && d.SentAt == null, ct);

    /// <summary>Newest first.</summary>
    public async Task<Listing<DraftRow>> ListAsync(Page page, CancellationToken ct)
    {
        var rows = db.Drafts.AsNoTracking().Where(d => d.SentAt == null);
        if (page.After is { } after) rows = rows.Where(d => d.CreatedAt <= after.At && (d.CreatedAt < after.At || d.Id.CompareTo(after.Id) < 0));
        var found = await rows.OrderByDescending(d => d.CreatedAt).ThenByDescending(d => d.Id).Take(page.Limit + 1).ToListAsync(ct);
        return Listing.From(found, page.Limit, d => new Keyset(d.CreatedAt, d.Id));
    }

    /// <param name="emailId">The mail that it answers; to whom and about what are then taken from there where the draft leaves them out.</param>
    /// <param name="draft">Checked (<see cref="MailDraft.Problems"/>).</param>
    /// <param name="confidence">0 to 1, of a draft that Martin wrote; null: the user writes it.</param>
    /// <param name="actionId">The action that makes it.</param>
    public Task<DraftOutcome> AddAsync(Guid? emailId, MailDraft draft, CancellationToken ct, double? confidence = null, Guid? actionId = null) => db.WriteAsync<DraftOutcome>(async () =>
    {
        if (emailId is { } id)
        {
            if (await db.Emails.AsNoTracking().FirstOrDefaultAsync(e => e.Id == id, ct) is not { } answered) return new DraftOutcome.UnknownMail();
            draft = Answering(draft, answered);
        }
        var now = clock.Now();
        var row = new DraftRow { Id = Guid.CreateVersion7(now), UserId = db.Owner, EmailId = emailId, ActionId = actionId, Version = 1, CreatedAt = now };
        Write(row, draft);
        if (confidence is { } sure) (row.Confidence, row.Generated) = (Math.Round((decimal)sure, 2), draft.Content);
        db.Drafts.Add(row);
        await db.SaveChangesAsync(ct);
        return new DraftOutcome.Saved(row);
    }, ct);

    /// <param name="version">The version that the change was made from.</param>
    public Task<DraftOutcome> ReplaceAsync(Guid id, int version, MailDraft draft, CancellationToken ct) => db.WriteAsync<DraftOutcome>(async () =>
    {
        if (await db.Drafts.FirstOrDefaultAsync(d => d.Id == id && d.SentAt == null, ct) is not { } row) return new DraftOutcome.NotThere();
        if (row.Version != version) return new DraftOutcome.Stale();
        // Takes the row's lock: a send that is under way ends first, and then there is no draft any more.
        if (await db.Drafts.Where(d => d.Id == id && d.Version == version && d.SentAt == null).ExecuteUpdateAsync(s => s.SetProperty(d => d.Version, version), ct) != 1)
            return new DraftOutcome.Stale();
        Write(row, draft);
        await db.SaveChangesAsync(ct);
        return new DraftOutcome.Saved(row);
    }, ct);

    /// <returns>What was removed; null when it was not there.</returns>
    public Task<DraftRow?> RemoveAsync(Guid id, CancellationToken ct) => db.WriteAsync(async () =>
        await FindAsync(id, ct) is { } found && await db.Drafts.Where(d => d.Id == id && d.SentAt == null).ExecuteDeleteAsync(ct) == 1 ? found : null, ct);

    /// <summary>The mail that a draft answers, as something that was read for it; null when it is gone.</summary>
    public static async Task<OutsideSource?> SourceAsync(MartinDb db, Guid emailId, CancellationToken ct) =>
        await db.Emails.AsNoTracking().Where(e => e.Id == emailId).Select(e => new { e.Id, e.Subject, e.Sender, e.SenderEmail }).FirstOrDefaultAsync(ct) is { } mail
            ? MailText.Source(mail.Id, mail.Subject, mail.Sender, mail.SenderEmail) : null;

    private static MailDraft Answering(MailDraft draft, EmailRow answered)
    {
        var back = answered.IsOutgoing ? answered.To
            : answered.ReplyTo.Count > 0 ? answered.ReplyTo
            : [new Correspondent { Email = answered.SenderEmail ?? "", Name = answered.Sender == answered.SenderEmail ? null : answered.Sender }];
        var subject = answered.Subject ?? "";
        return draft with
        {
            To = draft.To.Count > 0 ? draft.To : [.. back.Where(r => MailRules.IsAddress(r.Email))],
            Subject = draft.Subject.Length > 0 ? draft.Subject : CleanText.Cut(MailThreads.SubjectOf(subject).IsReply ? subject : $"Re: {subject}".TrimEnd(), MailDraft.MaxSubjectChars),
        };
    }

    private static void Write(DraftRow row, MailDraft draft)
    {
        row.To = [.. draft.To];
        row.Cc = [.. draft.Cc];
        row.Bcc = [.. draft.Bcc];
        row.Subject = draft.Subject;
        row.Content = draft.Content;
        row.Persona = draft.Persona;
    }
}
