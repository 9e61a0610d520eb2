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

    /// <summary>Where a reminder for that part of the day is put when no time is named.</summary>
    public static LocalTime Usual(DayPart part) => part switch
    {
        DayPart.Morning => new(9, 0),
        DayPart.Afternoon => new(14, 0),
        DayPart.Evening => new(18, 0),
        _ => new(20, 0),
    };
}
