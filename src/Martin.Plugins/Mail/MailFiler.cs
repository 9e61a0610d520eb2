using Martin.Data;
using Martin.Data.Mail;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Mail;

/// <summary>Puts mails into the mailbox of one user, who need not be the context's owner: delivery writes to the recipients'.</summary>
internal sealed class MailFiler(MartinDb db, Guid userId, string userEmail)
{
    private const int PreviewChars = 200;

    private readonly MailThreads threads = new(db, userId);

    /// <summary>Only within a transaction; the row is saved with it.</summary>
    /// <returns>null when the mail is already there.</returns>
    public async Task<EmailRow?> FileAsync(ParsedMail mail, DateTimeOffset now, CancellationToken ct)
    {
        var outgoing = Same(mail.From.Email, userEmail) && !mail.To.Concat(mail.Cc).Any(r => Same(r.Email, userEmail));
        if (await MailThreads.Of(db, userId).AnyAsync(e => e.MessageId == mail.MessageId && e.IsOutgoing == outgoing, ct)) return null;
        var receivedAt = Whole(mail.Date ?? now);
        var row = new EmailRow
        {
            Id = Guid.CreateVersion7(now), UserId = userId, ThreadId = await threads.FindAsync(mail, receivedAt, ct), Subject = mail.Subject,
            Sender = mail.From.Name ?? mail.From.Email, SenderEmail = mail.From.Email, Body = mail.Body, Preview = CleanText.Line(mail.Body, PreviewChars),
            Status = outgoing ? EmailStatus.Read : EmailStatus.Unread, IsRead = outgoing, ReceivedAt = receivedAt, HasAttachments = mail.Attachments.Count > 0,
            MessageId = mail.MessageId, InReplyTo = mail.InReplyTo, ReferenceIds = mail.References.Count == 0 ? null : string.Join(' ', mail.References),
            ThreadSubject = MailThreads.SubjectOf(mail.Subject).Name, To = [.. mail.To], Cc = [.. mail.Cc], ReplyTo = [.. mail.ReplyTo], Html = mail.Html,
            IsOutgoing = outgoing, IsBulk = mail.IsBulk, SearchText = Words(mail), CreatedAt = now,
        };
        db.Emails.Add(row);
        var ordinal = 0;
        foreach (var file in mail.Attachments)
            db.Attachments.Add(new()
            {
                Id = Guid.CreateVersion7(now), UserId = userId, EmailId = row.Id, Ordinal = ordinal++, Name = file.Name, ContentType = file.ContentType,
                Size = file.Content.Length, Content = file.Content,
            });
        await db.SaveChangesAsync(ct);
        return row;
    }

    internal static string Words(ParsedMail mail) => SearchWords.Index(
        [mail.Subject, mail.From.Name, mail.From.Email, .. mail.To.Concat(mail.Cc).Take(50).SelectMany(r => new[] { r.Name, r.Email }), .. mail.Attachments.Select(a => a.Name), mail.Body]);

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    // To the microsecond that both databases keep.
    private static DateTimeOffset Whole(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
}
