using Martin.Data.Mail;
using Martin.Plugins.Rules;

namespace Martin.Plugins.Mail;

/// <summary>All of a draft that may be set. While it is a draft it may be unfinished, but what stands in it must be sendable.</summary>
public sealed record MailDraft
{
    public const int MaxSubjectChars = 998;
    public const int MaxContentChars = 200_000;
    public const int MaxRecipients = 100;
    public const int MaxPersonaChars = 50;

    public IReadOnlyList<Correspondent> To { get; init; } = [];
    public IReadOnlyList<Correspondent> Cc { get; init; } = [];
    public IReadOnlyList<Correspondent> Bcc { get; init; } = [];
    public string Subject { get; init; } = "";
    public string Content { get; init; } = "";
    public string? Persona { get; init; }

    /// <summary>Broken rules by wire name; none when it may be stored.</summary>
    public IEnumerable<(string Field, string Problem)> Problems() => Rule.Broken([
        .. People("to", To), .. People("cc", Cc), .. People("bcc", Bcc),
        ("subject", Rule.Length(Subject, 0, MaxSubjectChars) ?? (Subject.AsSpan().IndexOfAny('\r', '\n') >= 0 ? "must be one line" : null)),
        ("content", Rule.Length(Content, 0, MaxContentChars)),
        ("persona", Rule.Length(Persona, 1, MaxPersonaChars)),
    ]);

    private static IEnumerable<(string Field, string? Problem)> People(string field, IReadOnlyList<Correspondent> people)
    {
        yield return (field, Rule.Count(people, MaxRecipients));
        for (var i = 0; i < people.Count; i++)
        {
            yield return ($"{field}[{i}].email", MailRules.IsAddress(people[i].Email) ? null : "must be an email address");
            yield return ($"{field}[{i}].name", Rule.Length(people[i].Name, 0, 255));
        }
    }
}

/// <summary>What became of a change to a draft.</summary>
public abstract record DraftOutcome
{
    private DraftOutcome() { }

    public sealed record Saved(DraftRow Draft) : DraftOutcome;

    public sealed record NotThere : DraftOutcome;

    /// <summary>The version that the change was made from is not the present one.</summary>
    public sealed record Stale : DraftOutcome;

    /// <summary>The mail that it should answer does not exist.</summary>
    public sealed record UnknownMail : DraftOutcome;
}
