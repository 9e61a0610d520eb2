using Martin.Data.Mail;
using Martin.Plugins.Tools;

namespace Martin.Plugins.Mail;

/// <summary>Mails as models read them, and what is done to them in the user's words.</summary>
internal static class MailText
{
    /// <summary>People that a card names before it counts.</summary>
    private const int NamedPeople = 5;

    public static object Of(MailSummary mail, ToolContext context) => new
    {
        id = mail.Id, threadId = mail.ThreadId, subject = mail.Subject, from = Person(mail.Sender, mail.SenderEmail), preview = mail.Preview, category = mail.Category,
        threadStatus = mail.ThreadStatus, status = mail.Status, hasAttachments = mail.HasAttachments ? true : (bool?)null, receivedAt = ToolTimes.Local(mail.ReceivedAt, context),
    };

    public static object Of(MailView mail, ToolContext context, int maxBodyChars)
    {
        var (row, body) = (mail.Row, mail.Row.Body ?? "");
        return new
        {
            id = row.Id, threadId = row.ThreadId, subject = row.Subject, from = Person(row.Sender, row.SenderEmail), to = row.To.Select(Person), cc = row.Cc.Count == 0 ? null : row.Cc.Select(Person),
            receivedAt = ToolTimes.Local(row.ReceivedAt, context), category = row.Category, threadStatus = mail.ThreadStatus, status = row.Status,
            body = CleanText.Cut(body, maxBodyChars), cut = body.Length > maxBodyChars ? true : (bool?)null,
            attachments = mail.Attachments.Count == 0 ? null : mail.Attachments.Select(a => new { a.Name, a.ContentType, a.Size }),
        };
    }

    public static OutsideSource Source(Guid id, string? subject, string? sender, string? email) => new($"the mail “{Subject(subject)}” from {Person(sender, email)}", id);

    /// <summary>Each mail that a write is done to; those that are not there are counted.</summary>
    public static IReadOnlyList<CardLine> Lines(IEnumerable<(string? Subject, string? Sender, string? Email)> mails, int asked)
    {
        List<CardLine> lines = [.. mails.Select(m => new CardLine("mail", $"“{Subject(m.Subject)}” from {Person(m.Sender, m.Email)}"))];
        if (asked > lines.Count) lines.Add(new("mail", $"{asked - lines.Count} that {(asked - lines.Count == 1 ? "is" : "are")} not there"));
        return lines;
    }

    public static string Subject(string? subject) => string.IsNullOrWhiteSpace(subject) ? "(no subject)" : subject;

    /// <summary>Whom it goes to and what it is about; built from what is sent.</summary>
    public static string Card(OutgoingMail mail) =>
        $"Send “{Subject(mail.Subject)}” to {People(mail.To)}{(mail.Cc.Count > 0 ? $", cc {People(mail.Cc)}" : "")}{(mail.Bcc.Count > 0 ? $", bcc {People(mail.Bcc)}" : "")}";

    public static string Delivered(SendOutcome.Sent sent) => sent switch
    {
        { KeptFor.Count: 0 } => $"Delivered “{Subject(sent.Mail.Subject)}” to {string.Join(", ", sent.DeliveredTo)} on this Martin",
        { DeliveredTo.Count: 0 } => $"“{Subject(sent.Mail.Subject)}” lies in the outbox: no mail account is connected that could send it",
        _ => $"Delivered “{Subject(sent.Mail.Subject)}” to {string.Join(", ", sent.DeliveredTo)}; for {string.Join(", ", sent.KeptFor)} it lies in the outbox",
    };

    public static string Labelled(EmailCategory? category, bool? isRead) => (category, isRead) switch
    {
        (null, true) => "Marked as read",
        (null, _) => "Marked as unread",
        _ => $"Marked as {category.ToString()!.ToLowerInvariant()}",
    };

    private static string People(IReadOnlyList<Correspondent> people) =>
        string.Join(", ", people.Take(NamedPeople).Select(Person)) + (people.Count > NamedPeople ? $" and {people.Count - NamedPeople} more" : "");

    private static string Person(Correspondent person) => Person(person.Name, person.Email);

    private static string Person(string? name, string? email) => name is null || name == email ? email ?? "" : $"{name} <{email}>";
}
