using Martin.Data.Mail;
using Martin.Hub.Wire;
using Martin.Plugins.Mail;

namespace Martin.Hub.Inbox;

/// <summary>A mail being written (contract: Draft).</summary>
public sealed record DraftInfo
{
    public required Guid Id { get; init; }
    public Guid? EmailId { get; init; }
    public required IReadOnlyList<MailPerson> To { get; init; }
    public required IReadOnlyList<MailPerson> Cc { get; init; }
    public required IReadOnlyList<MailPerson> Bcc { get; init; }
    public required string Subject { get; init; }
    public required string Content { get; init; }
    public decimal? Confidence { get; init; }
    public string? Persona { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public static DraftInfo From(DraftRow row) => new()
    {
        Id = row.Id, EmailId = row.EmailId, To = MailPerson.Of(row.To), Cc = MailPerson.Of(row.Cc), Bcc = MailPerson.Of(row.Bcc), Subject = row.Subject ?? "",
        Content = row.Content ?? "", Confidence = row.Confidence, Persona = row.Persona, Version = row.Version, CreatedAt = row.CreatedAt,
    };
}

/// <summary>What a draft is to hold.</summary>
public abstract record DraftText : IChecked
{
    public IReadOnlyList<MailPerson>? To { get; init; }
    public IReadOnlyList<MailPerson>? Cc { get; init; }
    public IReadOnlyList<MailPerson>? Bcc { get; init; }
    public string? Subject { get; init; }
    public string? Content { get; init; }
    public string? Persona { get; init; }

    public MailDraft Draft() => new()
    {
        To = MailPerson.Read(To), Cc = MailPerson.Read(Cc), Bcc = MailPerson.Read(Bcc), Subject = Subject ?? "", Content = Content ?? "", Persona = Persona,
    };

    public IEnumerable<(string Field, string Problem)> Problems() => Draft().Problems();
}

/// <summary>A new draft. With the mail that it answers, recipients and subject may be left out.</summary>
public sealed record DraftInput : DraftText
{
    public Guid? EmailId { get; init; }
}

/// <summary>Replaces what a draft holds.</summary>
public sealed record DraftReplacement : DraftText
{
    /// <summary>The version that was read.</summary>
    public required int Version { get; init; }
}

/// <summary>Sends exactly the version that the user saw.</summary>
public sealed record DraftSending
{
    public required int Version { get; init; }
}
