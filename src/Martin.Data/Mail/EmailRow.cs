namespace Martin.Data.Mail;

public enum EmailCategory { Important, Actionable, Fyi }

public enum EmailStatus { Unread, Read, Archived }

/// <summary>Who put a mail into its category.</summary>
public enum CategorySource { Hand, Rule, Model }

/// <summary>What became of a mail that the user sent: given to other users of this Martin, or (also in part) kept here.</summary>
public enum MailDelivery { Local, Outbox }

/// <summary>A mail in the mailbox of one user, received or sent. All text has been cleaned: what the user sees is what a model reads.</summary>
public sealed class EmailRow : IOwned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public string? ThreadId { get; set; }
    public string? Subject { get; set; }
    public string? Sender { get; set; }
    public string? SenderEmail { get; set; }

    /// <summary>Plain text, made from the HTML where there was no text part.</summary>
    public string? Body { get; set; }

    public string? Preview { get; set; }
    public EmailCategory? Category { get; set; }
    public CategorySource? CategorySource { get; set; }

    /// <summary>Of the category, 0.00 to 1.00.</summary>
    public decimal? Confidence { get; set; }

    /// <summary>Why it is in its category.</summary>
    public string? Reason { get; set; }

    /// <summary>When it was put there.</summary>
    public DateTimeOffset? CategorizedAt { get; set; }

    /// <summary>Whether somebody waits for the user's answer; null: nobody has judged it.</summary>
    public bool? NeedsReply { get; set; }

    /// <summary>JSON of what the user may want to do about it: a type of action, a title and its payload.</summary>
    public string? SuggestedAction { get; set; }

    /// <summary>Archived, otherwise as <see cref="IsRead"/> says.</summary>
    public EmailStatus Status { get; set; }

    public DateTimeOffset? ReceivedAt { get; set; }
    public bool IsRead { get; set; }
    public bool HasAttachments { get; set; }

    /// <summary>Without angle brackets; one is made from the content when a mail has none. One mail of a direction and id per user.</summary>
    public string? MessageId { get; init; }

    public string? InReplyTo { get; init; }

    /// <summary>Message ids of the mails before it, oldest first, separated by spaces.</summary>
    public string? ReferenceIds { get; init; }

    /// <summary>The subject without reply and forward marks, in lower case; by it a reply that names no mail finds its thread.</summary>
    public string? ThreadSubject { get; init; }

    public List<Correspondent> To { get; set; } = [];
    public List<Correspondent> Cc { get; set; } = [];

    /// <summary>Of a sent mail only.</summary>
    public List<Correspondent> Bcc { get; set; } = [];

    public List<Correspondent> ReplyTo { get; set; } = [];

    /// <summary>Sanitised HTML without anything remote; null when the mail had none.</summary>
    public string? Html { get; set; }

    /// <summary>Written by the user.</summary>
    public bool IsOutgoing { get; init; }

    /// <summary>From a list or a machine: nobody waits for an answer.</summary>
    public bool IsBulk { get; init; }

    /// <summary>Of a mail sent from here.</summary>
    public MailDelivery? Delivery { get; set; }

    /// <summary>The distinct words of subject, people and text; indexed by each database in its own way.</summary>
    public string SearchText { get; set; } = "";

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Someone that a mail is from or to.</summary>
public sealed class Correspondent
{
    public required string Email { get; set; }
    public string? Name { get; set; }
}

/// <summary>A file that came with a mail.</summary>
public sealed class AttachmentRow : IOwned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required Guid EmailId { get; init; }

    /// <summary>Its place among the mail's attachments, from 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Safe as a file name.</summary>
    public required string Name { get; init; }

    /// <summary>As the sender called it; not to be trusted.</summary>
    public required string ContentType { get; init; }

    /// <summary>In bytes.</summary>
    public required long Size { get; init; }

    public required byte[] Content { get; init; }
}
