using Martin.Data.Mail;
using Martin.Hub.Http;
using Martin.Hub.Wire;
using Martin.Plugins.Mail;

namespace Martin.Hub.Inbox;

/// <summary>A mail in a list (contract: Email).</summary>
public record EmailInfo
{
    public required Guid Id { get; init; }
    public string? ThreadId { get; init; }
    public string? Subject { get; init; }
    public string? Sender { get; init; }
    public string? SenderEmail { get; init; }
    public string? Preview { get; init; }

    /// <summary>Absent until it has been triaged.</summary>
    public EmailCategory? Category { get; init; }

    public decimal? Confidence { get; init; }
    public string? Reason { get; init; }

    /// <summary>What the user may want to do about it.</summary>
    public SuggestedAction? SuggestedAction { get; init; }

    public required ThreadStatus ThreadStatus { get; init; }
    public required EmailStatus Status { get; init; }
    public required bool IsRead { get; init; }
    public required bool HasAttachments { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required MailDirection Direction { get; init; }

    /// <summary>Of a mail sent from here.</summary>
    public MailDelivery? Delivery { get; init; }

    public static EmailInfo From(MailSummary mail) => new()
    {
        Id = mail.Id, ThreadId = mail.ThreadId, Subject = mail.Subject, Sender = mail.Sender, SenderEmail = mail.SenderEmail, Preview = mail.Preview,
        Category = mail.Category, Confidence = mail.Confidence, Reason = mail.Reason, SuggestedAction = SuggestedAction.Of(mail.SuggestedAction), ThreadStatus = mail.ThreadStatus, Status = mail.Status, IsRead = mail.IsRead,
        HasAttachments = mail.HasAttachments, ReceivedAt = mail.ReceivedAt, Delivery = mail.Delivery,
        Direction = mail.IsOutgoing ? MailDirection.Outgoing : MailDirection.Incoming,
    };
}

public enum MailDirection { Incoming, Outgoing }

/// <summary>A whole mail.</summary>
public sealed record EmailDetail : EmailInfo
{
    public required IReadOnlyList<MailPerson> To { get; init; }
    public required IReadOnlyList<MailPerson> Cc { get; init; }

    /// <summary>Of a mail that the user sent.</summary>
    public IReadOnlyList<MailPerson>? Bcc { get; init; }

    public required IReadOnlyList<MailPerson> ReplyTo { get; init; }

    /// <summary>Plain text.</summary>
    public required string Body { get; init; }

    /// <summary>Sanitised, with nothing remote.</summary>
    public string? Html { get; init; }

    public required IReadOnlyList<AttachmentInfo> Attachments { get; init; }
    public required IReadOnlyList<DraftInfo> Drafts { get; init; }

    public static EmailDetail From(MailView mail)
    {
        var row = mail.Row;
        return new()
        {
            Id = row.Id, ThreadId = row.ThreadId, Subject = row.Subject, Sender = row.Sender, SenderEmail = row.SenderEmail, Preview = row.Preview,
            Category = row.Category, Confidence = row.Confidence, Reason = row.Reason, SuggestedAction = SuggestedAction.Of(row.SuggestedAction), ThreadStatus = mail.ThreadStatus, Status = row.Status, IsRead = row.IsRead,
            HasAttachments = row.HasAttachments, ReceivedAt = row.ReceivedAt ?? row.CreatedAt, Delivery = row.Delivery,
            Direction = row.IsOutgoing ? MailDirection.Outgoing : MailDirection.Incoming,
            To = MailPerson.Of(row.To), Cc = MailPerson.Of(row.Cc), Bcc = row.IsOutgoing ? MailPerson.Of(row.Bcc) : null, ReplyTo = MailPerson.Of(row.ReplyTo), Body = row.Body ?? "", Html = row.Html,
            Attachments = mail.Attachments, Drafts = [.. mail.Drafts.Select(DraftInfo.From)],
        };
    }
}

/// <summary>Someone that a mail is from or to.</summary>
public sealed record MailPerson
{
    public required string Email { get; init; }
    public string? Name { get; init; }

    public static IReadOnlyList<MailPerson> Of(IEnumerable<Correspondent> people) => [.. people.Select(p => new MailPerson { Email = p.Email, Name = p.Name })];

    internal static IReadOnlyList<Correspondent> Read(IReadOnlyList<MailPerson>? people) =>
        [.. (people ?? []).Select(p => new Correspondent { Email = p.Email, Name = p.Name })];
}

/// <summary>Changes a mail; what is left out stays.</summary>
public sealed record MailPatch : IChecked
{
    public bool? IsRead { get; init; }

    /// <summary>Read and unread also take it out of the archive.</summary>
    public EmailStatus? Status { get; init; }

    /// <summary>Chosen by hand: it teaches.</summary>
    public EmailCategory? Category { get; init; }

    internal MailMark Mark() => new(
        Status switch { EmailStatus.Read => true, EmailStatus.Unread => false, _ => IsRead },
        Status is { } status ? status == EmailStatus.Archived : null,
        Category);

    public IEnumerable<(string Field, string Problem)> Problems() => Rule.Broken(
        ("isRead", (Status, IsRead) is (EmailStatus.Read, false) or (EmailStatus.Unread, true) ? "contradicts status" : null));
}

public sealed record InboxQuery : PageQuery
{
    public EmailCategory? Category { get; init; }
    public EmailStatus? Status { get; init; }
    public string? ThreadId { get; init; }

    /// <summary>Words, each of which begins a word of the mail.</summary>
    public string? Q { get; init; }

    /// <summary>Without it incoming mails, and of a thread all.</summary>
    public MailDirection? Direction { get; init; }

    public MailFilter Filter() => new()
    {
        Category = Category, Status = Status, ThreadId = ThreadId, Query = Q, Outgoing = Direction is { } direction ? direction == MailDirection.Outgoing : null,
    };

    public override IEnumerable<(string Field, string Problem)> Problems() =>
        base.Problems().Concat(Rule.Broken(("q", Rule.Length(Q, 0, 200)), ("threadId", Rule.Length(ThreadId, 0, 255))));
}
