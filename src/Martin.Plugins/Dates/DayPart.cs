using Martin.Plugins.Dates.Grammar;
using NodaTime;

namespace Martin.Plugins.Dates;

public enum DayPart { Morning, Afternoon, Evening, Night }

/// <summary>What a part of a day covers when no time is named, in local hours.</summary>
public static class DayParts
{
    public static (LocalTime From, LocalTime To) Hours(DayPart part) => part switch
    {
        DayPart.Morning => (new(5, 0), new(12, 0)),
        DayPart.Afternoon => (new(12, 0), new(18, 0)),
        DayPart.Evening => (new(17, 0), LocalTime.Midnight), // midnight as an end is the day's own end
        _ => (new(18, 0), LocalTime.Midnight),
    };

    /// <summary>What "late afternoon" and its like cover, in local hours.</summary>
    public static (LocalTime From, LocalTime To) Hours(DayPart part, Portion? portion) => (part, portion) switch
    {
        (_, null) => Hours(part),
        (DayPart.Morning, Portion.Early) => (new(5, 0), new(8, 0)),
        (DayPart.Morning, Portion.Mid) => (new(9, 0), new(11, 0)),
        (DayPart.Morning, _) => (new(10, 0), new(12, 0)),
        (DayPart.Afternoon, Portion.Early) => (new(12, 0), new(15, 0)),
        (DayPart.Afternoon, Portion.Mid) => (new(14, 0), new(16, 0)),
        (DayPart.Afternoon, _) => (new(15, 0), new(18, 0)),
        (DayPart.Evening, Portion.Early) => (new(17, 0), new(19, 0)),
        (DayPart.Evening, Portion.Mid) => (new(19, 0), new(21, 0)),
        (DayPart.Evening, _) => (new(21, 0), LocalTime.Midnight),
        (_, Portion.Early) => (new(18, 0), new(20, 0)),
        _ => (new(22, 0), LocalTime.Midnight),
    };

    /// <summary>Where a reminder for that part of the day is put when no time is named.</summary>
    public static LocalTime Usual(DayPart part) => part switch
    {
        DayPart.Morning => new(9, 0),
        DayPart.Afternoon => new(14, 0),
        DayPart.Evening => new(18, 0),
        _ => new(20, 0),
    };
}
