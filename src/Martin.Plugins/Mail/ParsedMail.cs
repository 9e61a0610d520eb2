using Martin.Data.Mail;

namespace Martin.Plugins.Mail;

/// <summary>A mail as it was read: clean text, safe HTML, decoded attachments.</summary>
public sealed record ParsedMail
{
    /// <summary>Without angle brackets; made from the content when the mail names none.</summary>
    public required string MessageId { get; init; }

    public string? InReplyTo { get; init; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    public required string Subject { get; init; }
    public required Correspondent From { get; init; }
    public IReadOnlyList<Correspondent> To { get; init; } = [];
    public IReadOnlyList<Correspondent> Cc { get; init; } = [];
    public IReadOnlyList<Correspondent> ReplyTo { get; init; } = [];

    /// <summary>The Date header; null when there is no believable one.</summary>
    public DateTimeOffset? Date { get; init; }

    public required string Body { get; init; }
    public string? Html { get; init; }
    public IReadOnlyList<ParsedAttachment> Attachments { get; init; } = [];
    public bool IsBulk { get; init; }
}

public sealed record ParsedAttachment(string Name, string ContentType, byte[] Content);
