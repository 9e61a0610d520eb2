using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>What the words of one date phrase name, each at most once, before it is known what now is.</summary>
public sealed record Pieces
{
    public DaySpec? Day { get; init; }
    public WindowSpec? Window { get; init; }
    public DayPart? Part { get; init; }
    public ClockTime? Clock { get; init; }
    public ClockTime? Until { get; init; }
    /// <summary>How long it lasts: "for 45 minutes".</summary>
    public Period? Lasting { get; init; }
    /// <summary>How far from now it is: "in two hours"; negative for "ago".</summary>
    public Period? FromNow { get; init; }
    public DateTimeZone? Zone { get; init; }
    public DateBound Bound { get; init; }
    public bool Recurs { get; init; }

    public bool IsEmpty => this == Empty;

    public bool NamesDay => Day is not null || Window is not null || FromNow is { HasDateComponent: true };

    public static readonly Pieces Empty = new();

    /// <summary>These pieces, filled up from others: "a lunch at noon … tomorrow".</summary>
    public Pieces Or(Pieces other) => this with
    {
        Day = Day ?? other.Day, Window = Window ?? other.Window, Part = Part ?? other.Part,
        Clock = Clock ?? other.Clock, Until = Until ?? other.Until,
        Lasting = Lasting ?? other.Lasting, FromNow = FromNow ?? other.FromNow, Zone = Zone ?? other.Zone,
        Bound = Bound == DateBound.At ? other.Bound : Bound, Recurs = Recurs || other.Recurs,
    };
}
