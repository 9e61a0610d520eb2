using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>A time of day as said. Only an hour of 1 to 12 said without am, pm or a 24-hour form is open to two readings.</summary>
/// <param name="IsOpen">The half of the day was not said: 9 may be 9:00 or 21:00.</param>
/// <param name="IsMidnight">Said as "midnight": whether it begins or ends the day is for the resolver.</param>
public readonly record struct ClockTime(int Hour, int Minute, bool IsOpen = false, bool IsMidnight = false, int Second = 0)
{
    /// <summary>Open hours from here to noon are read as morning, the others as afternoon: the usual waking day.</summary>
    private const int FirstMorningHour = 7;

    /// <summary>How words that name no hour were read: "close of business".</summary>
    public string? Note { get; init; }

    /// <summary>"24:00": the midnight that ends the day.</summary>
    public bool IsDayEnd { get; init; }

    /// <summary>"this time tomorrow": the hour that it is now.</summary>
    public bool IsNow { get; init; }

    public LocalTime Usual => new(IsOpen && Hour < FirstMorningHour ? Hour + 12 : Hour, Minute, Second);

    public LocalTime Other => Usual.PlusHours(12);

    public LocalTime Morning => IsOpen ? new(Hour % 12, Minute, Second) : Usual;

    public LocalTime Evening => IsOpen ? new(Hour % 12 + 12, Minute, Second) : Usual;

    public ClockTime In(DayPart part) => !IsOpen ? this : part switch
    {
        DayPart.Morning => Of(Hour == 12 ? Usual : Morning),
        DayPart.Night when Hour is 12 or < 5 => Of(Morning),
        _ => Of(Evening),
    };

    public static ClockTime Of(LocalTime time) => new(time.Hour, time.Minute, Second: time.Second);
}
