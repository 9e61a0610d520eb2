using Martin.Data;
using Martin.Data.Mail;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Mail;

/// <summary>The mailbox in Martin's own database. Mails come by import and from other users of this Martin.</summary>
public sealed class LocalMailbox(MartinDb db, TimeProvider clock) : IMailbox
{
    /// <summary>Mails whose text is read before the index is asked.</summary>
    private const int LookedThrough = 400;

    public async Task<Listing<MailSummary>> ListAsync(MailFilter filter, Page page, CancellationToken ct)
    {
        var words = filter.Query is { } query ? SearchWords.OfQuery(query) : [];
        if (words.Count == 0 && !string.IsNullOrWhiteSpace(filter.Query)) return new([], null);  // nothing that a mail could contain as a word
        var found = await CommonAsync(filter, words, page, ct)
            ?? await SummariesAsync(Ordered(Filtered(words.Count > 0 ? MailSearch.Matching(db, words) : db.Emails, filter, page.After)), page.Limit + 1, ct);
        var listing = Listing.From(found, page.Limit, e => new Keyset(e.ReceivedAt, e.Id));
        var states = await StatesAsync([.. listing.Items.Select(e => e.ThreadId).OfType<string>().Distinct()], ct);
        return listing.Select(e => e with { ThreadStatus = states.GetValueOrDefault(e.ThreadId ?? "", ThreadStatus.Done) });
    }

    /// <summary>A page of a search from the mails that come next in the list.</summary>
    /// <returns>null when they do not fill it: then the index is the one to ask.</returns>
    private async Task<List<MailSummary>?> CommonAsync(MailFilter filter, IReadOnlyList<string> words, Page page, CancellationToken ct)
    {
        if (words.Count == 0 || !words.All(w => w.All(char.IsAsciiLetterOrDigit))) return null;
        var next = Ordered(Filtered(db.Emails, filter, page.After)).Take(LookedThrough);
        var found = await SummariesAsync(Ordered(MailSearch.Having(next, words)), page.Limit + 1, ct);
        return found.Count > page.Limit ? found : null;
    }

    private static IQueryable<EmailRow> Filtered(IQueryable<EmailRow> mails, MailFilter filter, Keyset? end)
    {
        var rows = mails.AsNoTracking();
        if ((filter.Outgoing ?? (filter.ThreadId is null ? false : null)) is { } outgoing) rows = rows.Where(e => e.IsOutgoing == outgoing);
        if (filter.ThreadId is { } thread) rows = rows.Where(e => e.ThreadId == thread);
        if (filter.Category is { } category) rows = rows.Where(e => e.Category == category);
        if (filter.Status is { } status) rows = rows.Where(e => e.Status == status);
        if (filter.From?.ToLowerInvariant() is { Length: > 0 } from)
#pragma warning disable CA1304, CA1311, CA1862 // translated to the database's lower(), which has no culture
            rows = rows.Where(e => e.Sender!.ToLower().Contains(from) || e.SenderEmail!.ToLower().Contains(from));
#pragma warning restore CA1304, CA1311, CA1862
        if (end is { } after) rows = rows.Where(e => e.ReceivedAt <= after.At && (e.ReceivedAt < after.At || e.Id.CompareTo(after.Id) < 0));
        return rows;
    }

    private static IQueryable<EmailRow> Ordered(IQueryable<EmailRow> rows) => rows.OrderByDescending(e => e.ReceivedAt).ThenByDescending(e => e.Id);

    private static Task<List<MailSummary>> SummariesAsync(IQueryable<EmailRow> rows, int limit, CancellationToken ct) =>
        rows.Take(limit).Select(e => new MailSummary
        {
            Id = e.Id, ThreadId = e.ThreadId, Subject = e.Subject, Sender = e.Sender, SenderEmail = e.SenderEmail, Preview = e.Preview,
            Category = e.Category, Confidence = e.Confidence, Reason = e.Reason, SuggestedAction = e.SuggestedAction, Status = e.Status, IsRead = e.IsRead, HasAttachments = e.HasAttachments,
            ReceivedAt = e.ReceivedAt ?? e.CreatedAt, IsOutgoing = e.IsOutgoing, Delivery = e.Delivery,
        }).ToListAsync(ct);

    public async Task<MailView?> FindAsync(Guid id, CancellationToken ct)
    {
        if (await db.Emails.AsNoTracking().FirstOrDefaultAsync(e => e.Id == id, ct) is not { } row) return null;
        var states = await StatesAsync(row.ThreadId is null ? [] : [row.ThreadId], ct);
        var files = await db.Attachments.Where(a => a.EmailId == id).OrderBy(a => a.Ordinal)
            .Select(a => new AttachmentInfo(a.Id, a.Name, a.ContentType, a.Size)).ToListAsync(ct);
        var drafts = await db.Drafts.AsNoTracking().Where(d => d.EmailId == id && d.SentAt == null).OrderBy(d => d.CreatedAt).ThenBy(d => d.Id).ToListAsync(ct);
        return new(row, states.GetValueOrDefault(row.ThreadId ?? "", ThreadStatus.Done), files, drafts);
    }

    public Task<AttachmentRow?> FindAttachmentAsync(Guid emailId, Guid attachmentId, CancellationToken ct) =>
        db.Attachments.AsNoTracking().FirstOrDefaultAsync(a => a.Id == attachmentId && a.EmailId == emailId, ct);

    public Task<IReadOnlyList<MarkedMail>?> MarkAsync(IReadOnlyList<Guid> ids, MailMark mark, CancellationToken ct) => db.WriteAsync<IReadOnlyList<MarkedMail>?>(async () =>
    {
        await db.HoldOwnerAsync(ct);
        var rows = await db.Emails.Where(e => ids.Contains(e.Id)).ToListAsync(ct);
        if (rows.Count < ids.Distinct().Count()) return null;
        List<MarkedMail> marked = [.. rows.Select(row =>
        {
            var before = Marks(row);
            Write(row, MailRules.Marked(before, mark));
            if (mark.Category is not null) row.CategorizedAt = clock.Now();
            return new MarkedMail(row.Id, row.Subject, before, Marks(row));
        })];
        await db.SaveChangesAsync(ct);
        return marked;
    }, ct);

    public Task<bool> PutBackAsync(IReadOnlyList<MarkedMail> marked, CancellationToken ct) => db.WriteAsync(async () =>
    {
        await db.HoldOwnerAsync(ct);
        var ids = marked.Select(m => m.Id).ToList();
        var rows = await db.Emails.Where(e => ids.Contains(e.Id)).ToDictionaryAsync(e => e.Id, ct);
        if (marked.Any(m => !rows.TryGetValue(m.Id, out var row) || Marks(row) != m.After)) return false;
        foreach (var mail in marked) Write(rows[mail.Id], mail.Before);
        await db.SaveChangesAsync(ct);
        return true;
    }, ct);

    public Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken ct) => new LocalDelivery(db, clock).SendAsync(mail, ct);

    /// <summary>There is no provider behind it, so there is nothing to fetch.</summary>
    public Task<SyncResult> SyncAsync(CancellationToken ct) => Task.FromResult(new SyncResult(0, 0));

    private async Task<Dictionary<string, ThreadStatus>> StatesAsync(IReadOnlyList<string> threads, CancellationToken ct)
    {
        if (threads.Count == 0) return [];
        var last = await db.Emails.Where(e => threads.Contains(e.ThreadId!)).GroupBy(e => e.ThreadId!)
            .Select(g => g.OrderByDescending(e => e.ReceivedAt).ThenByDescending(e => e.Id)
                .Select(e => new { Thread = e.ThreadId!, e.IsOutgoing, e.IsBulk, e.Status, e.NeedsReply, e.Preview }).First())
            .ToListAsync(ct);
        return last.ToDictionary(e => e.Thread, e => MailRules.StatusOf(e.IsOutgoing, e.NeedsReply is { } needed ? !needed : e.IsBulk, e.Status, e.Preview));
    }

    internal static MailMarks Marks(EmailRow row) => new(row.IsRead, row.Status == EmailStatus.Archived, row.Category, row.CategorySource, row.Confidence, row.Reason);

    private static void Write(EmailRow row, MailMarks marks)
    {
        row.IsRead = marks.IsRead;
        row.Status = marks.IsArchived ? EmailStatus.Archived : marks.IsRead ? EmailStatus.Read : EmailStatus.Unread;
        (row.Category, row.CategorySource, row.Confidence, row.Reason) = (marks.Category, marks.CategorySource, marks.Confidence, marks.Reason);
    }
}
