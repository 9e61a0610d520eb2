namespace Martin.Data.Mail;

public enum EmailCategory { Important, Actionable, Fyi }

public enum EmailStatus { Unread, Read, Archived }

public sealed class EmailRow : IOwned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public string? ThreadId { get; set; }
    public string? Subject { get; set; }
    public string? Sender { get; set; }
    public string? SenderEmail { get; set; }
    public string? Body { get; set; }
    public string? Preview { get; set; }
    public EmailCategory? Category { get; set; }
    public EmailStatus Status { get; set; }
    public DateTimeOffset? ReceivedAt { get; set; }
    public bool IsRead { get; set; }
    public bool HasAttachments { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

public sealed class DraftRow : IOwned, IVersioned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }

    /// <summary>The mail it answers; null for a new one.</summary>
    public Guid? EmailId { get; init; }

    public string? Content { get; set; }

    /// <summary>0.00 to 1.00.</summary>
    public decimal? Confidence { get; set; }

    public string? Persona { get; set; }
    public int Version { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}
