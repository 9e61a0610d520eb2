using NodaTime;

namespace Martin.Plugins.Dates;

/// <summary>What is resolved so far.</summary>
internal sealed record Draft(DateKind Kind, LocalDateTime? From, LocalDateTime? To)
{
    /// <summary>Other readings, and how words were read.</summary>
    public List<string> Notes { get; init; } = [];
    public string? Question { get; init; }
    /// <summary>Of something that repeats.</summary>
    public string? Rule { get; init; }
    /// <summary>What repeats, in words.</summary>
    public string? Wording { get; init; }

    public static Draft Ask(DateKind kind, string question) => new(kind, null, null) { Question = question };
}
