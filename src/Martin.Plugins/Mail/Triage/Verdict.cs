using Martin.Data.Mail;

namespace Martin.Plugins.Mail.Triage;

/// <summary>Where a mail belongs, and why.</summary>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Reason">One sentence, for the user.</param>
/// <param name="NeedsReply">Somebody waits for the user's answer; null: not judged.</param>
/// <param name="Suggestion">What the user may want to do about it.</param>
public sealed record Verdict(
    Guid EmailId, EmailCategory Category, double Confidence, string Reason, CategorySource Source, bool? NeedsReply = null, Suggestion? Suggestion = null);

/// <summary>Something that a mail asks for, as an action that the user can ask Martin for.</summary>
/// <param name="Type">create_task, create_event or draft_reply.</param>
/// <param name="Title">A few words.</param>
/// <param name="Payload">The tool's arguments.</param>
public sealed record Suggestion(string Type, string Title, SuggestedPayload Payload);

/// <param name="EmailId">The mail that it comes from.</param>
/// <param name="Title">Of a task or event.</param>
/// <param name="DueAt">Of a task: local time without a zone, such as 2026-11-27T17:00.</param>
/// <param name="StartTime">Of an event, likewise.</param>
public sealed record SuggestedPayload(Guid EmailId, string? Title = null, string? DueAt = null, string? StartTime = null);

/// <summary>What a mail is judged by.</summary>
public sealed record JudgedMail
{
    public required Guid Id { get; init; }
    public required string Subject { get; init; }
    public required string Sender { get; init; }
    public required string SenderEmail { get; init; }

    /// <summary>The beginning of its text, without what it quotes.</summary>
    public required string Text { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>From a list or a machine.</summary>
    public bool IsBulk { get; init; }

    /// <summary>It brings an invitation or another calendar file.</summary>
    public bool HasCalendar { get; init; }

    /// <summary>The user is among its recipients, not only in copy.</summary>
    public bool IsDirect { get; init; }

    /// <summary>The user has written to its sender.</summary>
    public bool IsAnswered { get; init; }
}

/// <summary>A category that the user chose by hand.</summary>
public sealed record Lesson(string SenderEmail, string Subject, string Preview, bool IsBulk, EmailCategory Category)
{
    public string Domain => SenderEmail[(SenderEmail.LastIndexOf('@') + 1)..].ToLowerInvariant();
}
