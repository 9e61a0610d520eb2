using Martin.Plugins.Dates.Grammar;
using NodaTime;

namespace Martin.Plugins.Dates;

public enum DateKind
{
    /// <summary>A moment: From.</summary>
    Instant,
    /// <summary>A whole day: From to To, the end exclusive.</summary>
    Date,
    /// <summary>A start and an end within a plan: "3-4pm".</summary>
    Range,
    /// <summary>Only a length: Lasting.</summary>
    Duration,
    /// <summary>A stretch to look at: "this week", "tomorrow morning".</summary>
    Window,
    /// <summary>Something repeats by Rule; From and To are the first time of it. What can't repeat must not take it for that one time.</summary>
    Recurrence,
}

/// <summary>How the words bind the date: "at 5", "by 5", "after 5".</summary>
public enum DateBound { At, By, After }

/// <summary>A date phrase found in a text, resolved to local times of the user's zone.</summary>
public sealed record DateMatch
{
    /// <summary>Where in the text, with the preposition that belongs to it.</summary>
    public required int Start { get; init; }
    public required int Length { get; init; }
    public required DateKind Kind { get; init; }
    /// <summary>Local; always a time that exists in the zone.</summary>
    public LocalDateTime? From { get; init; }
    /// <summary>Local, exclusive.</summary>
    public LocalDateTime? To { get; init; }
    public Period? Lasting { get; init; }
    public DayPart? Part { get; init; }
    public DateBound Bound { get; init; }
    public bool SaysDay { get; init; }
    public bool SaysTime { get; init; }
    /// <summary>It begins before now, by the words' own account.</summary>
    public bool IsPast { get; init; }
    /// <summary>How it repeats (RFC 5545, 3.3.10), without DTSTART, which is From. Its days and hours are those of the zone said, else of the user's.</summary>
    public string? Rule { get; init; }
    public required string Explanation { get; init; }
    /// <summary>Other readings of the same words; this one is the usual.</summary>
    public IReadOnlyList<string> Ambiguities { get; init; } = [];
    /// <summary>Set when the words do not settle it: nothing may be done on this date before the user has answered.</summary>
    public string? Question { get; init; }

    /// <summary>Why no single time can be taken from it: the question, or that it repeats.</summary>
    public string? Unsettled => Question ?? (Kind == DateKind.Recurrence ? "it repeats" : null);

    internal Pieces Pieces { get; init; } = Pieces.Empty;

    public int End => Start + Length;

    public LocalDate? Date => From?.Date;
}
