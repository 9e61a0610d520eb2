using System.Text.Json;
using Martin.Data.Mail;
using Martin.Hub.Wire;
using Martin.Plugins.Mail.Triage;

namespace Martin.Hub.Inbox;

/// <summary>What is to be triaged.</summary>
public sealed record TriageInput : IChecked
{
    internal const int MaxIds = 200;

    /// <summary>Absent: all mails that have not been triaged yet, the newest first, up to 200.</summary>
    public IReadOnlyList<Guid>? EmailIds { get; init; }

    public IEnumerable<(string Field, string Problem)> Problems() => Rule.Broken(("emailIds", EmailIds is { Count: 0 } ? "must not be empty; leave it out for all" : Rule.Count(EmailIds, MaxIds)));
}

/// <summary>Where a mail belongs (contract: TriageResult).</summary>
public sealed record TriageResult
{
    public required Guid EmailId { get; init; }
    public required EmailCategory Category { get; init; }
    public decimal? Confidence { get; init; }
    public string? Reason { get; init; }
    public SuggestedAction? SuggestedAction { get; init; }

    public static TriageResult From(EmailRow row) => new()
    {
        EmailId = row.Id, Category = row.Category!.Value, Confidence = row.Confidence, Reason = row.Reason, SuggestedAction = SuggestedAction.Of(row.SuggestedAction),
    };
}

/// <summary>Something that a mail asks for, as an action that the user can ask Martin for.</summary>
/// <param name="Type">create_task, create_event or draft_reply.</param>
/// <param name="Payload">What the tool of that name would be given, as far as the mail tells it, and the mail's id.</param>
public sealed record SuggestedAction(string Type, string Title, SuggestedPayload Payload)
{
    internal static SuggestedAction? Of(string? json) =>
        json is null ? null : JsonSerializer.Deserialize<Suggestion>(json, Plugins.Tools.ToolArguments.Json) is { } s ? new(s.Type, s.Title, s.Payload) : null;
}
