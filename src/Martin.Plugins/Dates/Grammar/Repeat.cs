using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

public enum Frequency { Hourly, Daily, Weekly, Monthly, Yearly }

/// <summary>How something repeats, as said: the parts of an RRULE (RFC 5545, 3.3.10) but its end.</summary>
public sealed record Repeat(Frequency Frequency, int Interval = 1)
{
    private static readonly IsoDayOfWeek[] FromMondayToFriday =
        [IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday];

    public IReadOnlyList<IsoDayOfWeek> Days { get; init; } = [];
    /// <summary>Which of these days in the month, -1 for the last; empty for all.</summary>
    public IReadOnlyList<int> Nths { get; init; } = [];
    /// <summary>Which of all these days together, as BYSETPOS.</summary>
    public int? Position { get; init; }
    /// <summary>Days of the month; -1 is its last.</summary>
    public IReadOnlyList<int> MonthDays { get; init; } = [];
    public int? Month { get; init; }
    /// <summary>Minutes past each hour, for an hourly rule.</summary>
    public IReadOnlyList<int> Minutes { get; init; } = [];
    public int? Count { get; init; }
    /// <summary>"twice a week": so often in each period.</summary>
    public int Times { get; init; } = 1;
    public DayPart? Part { get; init; }
    public string? Note { get; init; }
    public string? Question { get; init; }

    public static Repeat On(params IReadOnlyList<IsoDayOfWeek> days) => new(Frequency.Weekly) { Days = days };

    public static readonly Repeat Weekdays = On(FromMondayToFriday);
    public static readonly Repeat Weekends = On(IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday);

    /// <summary>It says on which days; without that it goes by the day on which it begins.</summary>
    public bool NamesDay => Frequency is Frequency.Daily or Frequency.Hourly || Days.Count > 0 || MonthDays.Count > 0;

    public bool IsOn(LocalDate day)
    {
        if (Month is { } month && day.Month != month) return false;
        var length = day.Calendar.GetDaysInMonth(day.Year, day.Month);
        if (MonthDays.Count > 0 && !MonthDays.Contains(day.Day) && !MonthDays.Contains(day.Day - length - 1)) return false;
        if (Days.Count == 0) return true;
        if (!Days.Contains(day.DayOfWeek)) return false;
        var first = new LocalDate(day.Year, day.Month, 1);
        if (Nths.Count > 0) return Nths.Any(n => NthWeekday.Find(first, n, day.DayOfWeek) == day);
        return Position is not { } position || NthWeekday.Find(first, position, null) == day;
    }

    /// <summary>The same as one of these days, by the weekday or number of a date: "Tuesday every two weeks", "every year on March 3".</summary>
    /// <returns>null when the day does not go with it.</returns>
    public Repeat? Anchored(DaySpec said, LocalDate date) => Frequency switch
    {
        _ when NamesDay => null,
        Frequency.Weekly when said is WeekdaySpec or CheckedDay => this with { Days = [date.DayOfWeek] },
        Frequency.Monthly when said is NthWeekday { Day: { } day } nth => this with { Days = [day], Nths = [nth.Count] },
        Frequency.Monthly when said is NthWeekday nth => this with { Days = FromMondayToFriday, Position = nth.Count },
        Frequency.Monthly when said is EdgeDay edge => this with { MonthDays = [edge.IsLast ? -1 : 1] },
        Frequency.Monthly when said is DayOfMonth => this with { MonthDays = [date.Day] },
        Frequency.Yearly when said is NthWeekday { Day: { } day, Month: { } month } nth => this with { Days = [day], Nths = [nth.Count], Month = month },
        Frequency.Yearly when said is HolidaySpec holiday => holiday.Rule.Yearly is { } rule ? rule with { Interval = Interval, Count = Count } : null,
        Frequency.Yearly when said is MonthDay or CheckedDay => this with { Month = date.Month, MonthDays = [date.Day] },
        _ => null,
    };
}
