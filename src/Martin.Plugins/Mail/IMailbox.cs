using Martin.Data;
using Martin.Data.Mail;

namespace Martin.Plugins.Mail;

/// <summary>The mailbox of one user. Changes join an open transaction; telling the user's own screens is the caller's.</summary>
public interface IMailbox
{
    /// <summary>Newest first.</summary>
    Task<Listing<MailSummary>> ListAsync(MailFilter filter, Page page, CancellationToken ct);

    /// <returns>null when it is not there.</returns>
    Task<MailView?> FindAsync(Guid id, CancellationToken ct);

    /// <returns>null when it is not there.</returns>
    Task<AttachmentRow?> FindAttachmentAsync(Guid emailId, Guid attachmentId, CancellationToken ct);

    /// <summary>Marks all of these mails, or none.</summary>
    /// <returns>How each stood before and stands now; null when one is not there.</returns>
    Task<IReadOnlyList<MarkedMail>?> MarkAsync(IReadOnlyList<Guid> ids, MailMark mark, CancellationToken ct);

    /// <summary>Puts marks back where nothing has changed them since.</summary>
    /// <returns>false when one has been changed or is gone; then none is put back.</returns>
    Task<bool> PutBackAsync(IReadOnlyList<MarkedMail> marked, CancellationToken ct);

    Task<SendOutcome> SendAsync(OutgoingMail mail, CancellationToken ct);

    /// <summary>Fetches what is new at the provider.</summary>
    Task<SyncResult> SyncAsync(CancellationToken ct);
}

public enum ThreadStatus { ToReply, AwaitingReply, Done }

public sealed record MailFilter
{
    public EmailCategory? Category { get; init; }
    public EmailStatus? Status { get; init; }

    /// <summary>All mails of this thread, those that the user wrote included.</summary>
    public string? ThreadId { get; init; }

    /// <summary>Words, each of which begins a word of the mail.</summary>
    public string? Query { get; init; }

    /// <summary>Part of the sender's name or address.</summary>
    public string? From { get; init; }

    /// <summary>Written by the user; null is what <see cref="ThreadId"/> says.</summary>
    public bool? Outgoing { get; init; }
}

/// <summary>A mail in a list.</summary>
public sealed record MailSummary
{
    public required Guid Id { get; init; }
    public string? ThreadId { get; init; }
    public string? Subject { get; init; }
    public string? Sender { get; init; }
    public string? SenderEmail { get; init; }
    public string? Preview { get; init; }
    public EmailCategory? Category { get; init; }
    public decimal? Confidence { get; init; }
    public string? Reason { get; init; }

    /// <summary>JSON (<see cref="Triage.Suggestion"/>).</summary>
    public string? SuggestedAction { get; init; }

    public ThreadStatus ThreadStatus { get; init; }
    public EmailStatus Status { get; init; }
    public bool IsRead { get; init; }
    public bool HasAttachments { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }
    public bool IsOutgoing { get; init; }
    public MailDelivery? Delivery { get; init; }
}

public sealed record MailView(EmailRow Row, ThreadStatus ThreadStatus, IReadOnlyList<AttachmentInfo> Attachments, IReadOnlyList<DraftRow> Drafts);

public sealed record AttachmentInfo(Guid Id, string Name, string ContentType, long Size);

/// <summary>What is to be changed on a mail; what is null stays.</summary>
public sealed record MailMark(bool? IsRead = null, bool? IsArchived = null, EmailCategory? Category = null);

/// <summary>How a mail is marked.</summary>
public sealed record MailMarks(bool IsRead, bool IsArchived, EmailCategory? Category, CategorySource? CategorySource, decimal? Confidence, string? Reason);

public sealed record MarkedMail(Guid Id, string? Subject, MailMarks Before, MailMarks After);

public sealed record OutgoingMail
{
    public IReadOnlyList<Correspondent> To { get; init; } = [];
    public IReadOnlyList<Correspondent> Cc { get; init; } = [];
    public IReadOnlyList<Correspondent> Bcc { get; init; } = [];
    public required string Subject { get; init; }
    public required string Body { get; init; }

    /// <summary>The mail it answers.</summary>
    public Guid? InReplyToEmailId { get; init; }

    /// <summary>The draft it was written as; with the sending it is no draft any more.</summary>
    public Guid? DraftId { get; init; }
}

public abstract record SendOutcome
{
    private SendOutcome() { }

    /// <param name="DeliveredTo">Users of this Martin who have it now.</param>
    /// <param name="KeptFor">Recipients whom nothing was sent to: it lies in the outbox.</param>
    public sealed record Sent(EmailRow Mail, IReadOnlyList<string> DeliveredTo, IReadOnlyList<string> KeptFor) : SendOutcome;

    public sealed record Refused(string Reason) : SendOutcome;
}

public sealed record SyncResult(int Fetched, int Changed);
