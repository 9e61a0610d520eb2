namespace Martin.Data.Mail;

/// <summary>A mail being written.</summary>
public sealed class DraftRow : IOwned, IVersioned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }

    /// <summary>The mail it answers; null for a new one.</summary>
    public Guid? EmailId { get; init; }

    public List<Correspondent> To { get; set; } = [];
    public List<Correspondent> Cc { get; set; } = [];
    public List<Correspondent> Bcc { get; set; } = [];
    public string? Subject { get; set; }
    public string? Content { get; set; }

    /// <summary>0.00 to 1.00.</summary>
    public decimal? Confidence { get; set; }

    public string? Persona { get; set; }

    /// <summary>What Martin wrote, where it did; by it is measured how much the user changes.</summary>
    public string? Generated { get; set; }

    /// <summary>Of a sent one that Martin wrote: the share of words that the user changed, 0.00 to 1.00.</summary>
    public decimal? Edited { get; set; }

    /// <summary>The action that made it, by which it is known what had been read for it; null where the user began it, or Martin when the mail came.</summary>
    public Guid? ActionId { get; init; }

    public int Version { get; set; }

    /// <summary>When it was sent; from then on it is no draft any more, and only a repeated send finds it.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>The action that sent it.</summary>
    public Guid? SentActionId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
