using Martin.Hub.Wire;
using Martin.Plugins.Calendar;
using Martin.Plugins.Calendar.Conflicts;

namespace Martin.Hub.Calendar;

/// <summary>Two events that take the same time (contract: Conflict).</summary>
public sealed record ConflictInfo
{
    public required Guid Id { get; init; }

    /// <summary>Both of them.</summary>
    public required IReadOnlyList<EventInfo> Events { get; init; }

    public required int OverlapMinutes { get; init; }

    /// <summary>Free times to which one of them could move: what resolving by move takes.</summary>
    public required IReadOnlyList<ConflictSuggestion> Suggestions { get; init; }

    public ConflictResolution? Resolution { get; init; }
    public DateTimeOffset? ResolvedAt { get; init; }

    public static ConflictInfo From(Conflict conflict, IReadOnlyList<ConflictSuggestion> suggestions) => new()
    {
        Id = conflict.Row.Id, Events = [EventInfo.From(conflict.First), EventInfo.From(conflict.Second)], Suggestions = suggestions,
        OverlapMinutes = (int)Math.Ceiling(conflict.Overlap.TotalMinutes), ResolvedAt = conflict.Row.ResolvedAt,
        Resolution = conflict.Row.Resolution is { } name ? Data.EnumNames.Parse<ConflictResolution>(name) : null,
    };
}

public sealed record ConflictSuggestion(string EventId, DateTimeOffset NewStart, DateTimeOffset NewEnd, double Score, IReadOnlyList<string> Reasons)
{
    public static ConflictSuggestion From(WayOut way) => new(way.Event.Id, way.To.Start, way.To.End, way.To.Score, way.To.Reasons);
}

public enum ConflictResolution { KeepBoth, Move, Cancel }

/// <summary>How a conflict is settled.</summary>
public sealed record ConflictDecision : IChecked
{
    public required ConflictResolution Resolution { get; init; }

    /// <summary>Which of the two moves or is cancelled.</summary>
    public string? EventId { get; init; }

    /// <summary>An instant, or a local time in the user's zone; of an all-day event a date.</summary>
    public string? NewStart { get; init; }

    public IEnumerable<(string Field, string Problem)> Problems() => Rule.Broken(
        ("eventId", Resolution == ConflictResolution.KeepBoth ? (EventId is null ? null : "has no place with keep_both") : EventId is null ? "is required: which of the two events" : null),
        ("newStart", Resolution == ConflictResolution.Move ? (NewStart is null ? "is required: where it moves to" : null) : NewStart is null ? null : "has a place only with move"));
}
