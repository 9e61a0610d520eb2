using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>What a day is to something that repeats: "on", "from" or "until" it.</summary>
public enum DateCue { None, Start, Until, Through }

/// <summary>What the words of one date phrase name, each at most once, before it is known what now is.</summary>
public sealed record Pieces
{
    public DaySpec? Day { get; init; }
    public WindowSpec? Window { get; init; }
    /// <summary>The word before the day or the window.</summary>
    public DateCue Cue { get; init; }
    public DayPart? Part { get; init; }
    /// <summary>"late afternoon": that end of the part.</summary>
    public Portion? PartPortion { get; init; }
    public ClockTime? Clock { get; init; }
    public ClockTime? Until { get; init; }
    /// <summary>The day on which a range ends, when it is told: "Friday 5pm to Sunday 8pm".</summary>
    public DaySpec? UntilDay { get; init; }
    /// <summary>How long it lasts: "for 45 minutes".</summary>
    public Period? Lasting { get; init; }
    /// <summary>How far from now it is: "in two hours"; negative for "ago".</summary>
    public Period? FromNow { get; init; }
    public DateTimeZone? Zone { get; init; }
    public string? ZoneNote { get; init; }
    public DateBound Bound { get; init; }
    /// <summary>The words speak of what was: "since Monday".</summary>
    public bool IsPast { get; init; }
    public Repeat? Repeat { get; init; }
    public RepeatLimits Limits { get; init; } = RepeatLimits.None;

    public bool Recurs => Repeat is not null;

    /// <summary>Nothing but how it is bound.</summary>
    public bool IsEmpty => this with { Bound = DateBound.At, IsPast = false } == Empty;

    public bool NamesDay => Day is not null || Window is not null || FromNow is { HasDateComponent: true };

    public static readonly Pieces Empty = new();

    /// <summary>These pieces, filled up from others: "a lunch at noon … tomorrow".</summary>
    public Pieces Or(Pieces other) => this with
    {
        Day = Day ?? other.Day, Window = Window ?? other.Window, Part = Part ?? other.Part, PartPortion = PartPortion ?? other.PartPortion,
        Cue = NamesDay ? Cue : other.Cue, Clock = Clock ?? other.Clock, Until = Until ?? other.Until, UntilDay = UntilDay ?? other.UntilDay,
        Lasting = Lasting ?? other.Lasting, FromNow = FromNow ?? other.FromNow, Zone = Zone ?? other.Zone, ZoneNote = ZoneNote ?? other.ZoneNote,
        Bound = Bound == DateBound.At ? other.Bound : Bound, IsPast = IsPast || other.IsPast,
        Repeat = Repeat ?? other.Repeat, Limits = Limits == RepeatLimits.None ? other.Limits : Limits,
    };
}

/// <summary>Where something that repeats begins and ends, as said.</summary>
public sealed record RepeatLimits
{
    public static readonly RepeatLimits None = new();

    public DaySpec? StartDay { get; init; }
    public WindowSpec? StartWindow { get; init; }
    public DaySpec? EndDay { get; init; }
    public WindowSpec? EndWindow { get; init; }
    /// <summary>The end is within: "through June", where "until June" ends before it.</summary>
    public bool IsThrough { get; init; }
    public int? Count { get; init; }
    /// <summary>"for ten days".</summary>
    public Period? For { get; init; }
    /// <summary>Further times of the same day: "at 8 and 20".</summary>
    public IReadOnlyList<ClockTime> Clocks { get; init; } = [];

    public bool HasStart => StartDay is not null || StartWindow is not null;
}
