using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>Words that stand for one day.</summary>
public static class Days
{
    public static Parsed<DaySpec>? At(Tokens t, int i) => FromNowOn(t, i) ?? Beside(t, t.Skip(i, "the")) ?? Own(t, i) ?? Edge(t, t.Skip(i, "the"));

    /// <summary>A day that is not told by another: what "the day after …" may stand on, so that it cannot nest.</summary>
    private static Parsed<DaySpec>? Own(Tokens t, int i)
    {
        var at = t.Skip(i, "the");
        return NumericDates.At(t, i) ?? Weekdays.At(t, at) ?? MonthDays.At(t, at) ?? Named(t, at) ?? Holiday(t, i);
    }

    /// <summary>A day with a place of its own in the year, on which weekdays and weeks may stand: "the Friday before Christmas".</summary>
    public static Parsed<DaySpec>? Fixed(Tokens t, int i) =>
        NumericDates.At(t, i, isCued: true) ?? MonthDays.At(t, t.Skip(i, "the")) ?? Holidays.At(t, t.Skip(i, "the"));

    private static Parsed<DaySpec>? Beside(Tokens t, int i)
    {
        if (!t.Is(i, "day") || !t.Is(i + 1, "after", "before") || Own(t, i + 2) is not { } day) return null;
        return new(new RelativeDay(day.Value, Period.FromDays(t.Is(i + 1, "after") ? 1 : -1)), day.End);
    }

    private static Parsed<DaySpec>? Named(Tokens t, int i)
    {
        if (Names.DayOffset(t, i) is not { } days) return null;
        if (days >= 0 && t.Is(i + 1, "week", "fortnight") && !t.Is(i + 2, "end", "-"))
            return new(new DaysFrom(Period.FromDays(days + (t.Is(i + 1, "week") ? 7 : 14))), i + 2);
        return new(new DaysFrom(Period.FromDays(days)), i + 1);
    }

    /// <summary>"a week from Friday", "two days from now", "3 weeks ago", "two days before Christmas", "a week on Tuesday", "a week tomorrow".</summary>
    /// <remarks>"in two days" belongs to the phrase, which may go on with a time.</remarks>
    private static Parsed<DaySpec>? FromNowOn(Tokens t, int i)
    {
        if (Lengths.At(t, i) is not { } length || length.Value.HasTimeComponent) return null;
        var end = length.End;
        if (t.Is(end, "ago")) return new(new DaysFrom(Period.Zero - length.Value), end + 1);
        if (t.Is(end, "hence")) return new(new DaysFrom(length.Value), end + 1);
        if (t.Is(end, "before")) return Own(t, end + 1) is { } later ? new(new RelativeDay(later.Value, Period.Zero - length.Value), later.End) : null;
        var isWeeks = length.Value.Days % 7 == 0 && length.Value is { Days: > 0, Months: 0, Years: 0 };
        if (isWeeks && t.Is(end, "today", "tomorrow")) return new(new DaysFrom(length.Value + Period.FromDays(t.Is(end, "tomorrow") ? 1 : 0)), end + 1);
        if (isWeeks && t.Is(end, "on") && Names.Weekday(t, end + 1) is { } weekday)
            return new(new RelativeDay(new WeekdaySpec(weekday.Value, Which.Coming), length.Value), weekday.End);
        if (!t.Is(end, "from", "after")) return null;
        if (t.Is(end + 1, "now")) return new(new DaysFrom(length.Value), end + 2);
        return Own(t, end + 1) is { } from ? new(new RelativeDay(from.Value, length.Value), from.End) : null;
    }

    /// <summary>"end of the month", "start of Q2", "the last day of February", "EOW".</summary>
    private static Parsed<DaySpec>? Edge(Tokens t, int i)
    {
        if (t.Is(i, "eow")) return new(new EdgeOf(new CalendarWindow(Calendrical.Week, 0), IsEnd: true), i + 1);
        if (t.Is(i, "eom")) return new(new EdgeOf(new CalendarWindow(Calendrical.Month, 0), IsEnd: true), i + 1);
        if (t.Is(i, "eoy")) return new(new EdgeOf(new CalendarWindow(Calendrical.Year, 0), IsEnd: true), i + 1);
        if (t.Is(i, "first", "last") && t.Is(i + 1, "day") && t.Is(i + 2, "of", "in") && Windows.Whole(t, i + 3) is { Value: not CalendarWindow { Unit: Calendrical.Day } } whole)
            return new(new EdgeDay(whole.Value, t.Is(i, "last")), whole.End);
        var isEnd = t.Is(i, "end");
        if (!isEnd && !t.Is(i, "start", "beginning")) return null;
        if (!t.Is(i + 1, "of")) return null;
        return Windows.Whole(t, i + 2) is { Value: not CalendarWindow { Unit: Calendrical.Day } } window
            ? new(new EdgeOf(window.Value, isEnd), window.End) : null;
    }

    /// <summary>"Christmas"; "Christmas week" is more than a day.</summary>
    private static Parsed<DaySpec>? Holiday(Tokens t, int i) =>
        Holidays.At(t, i) is { } day && !t.Is(day.End, "week", "weekend", "season", "holidays", "break", "vacation", "period") ? day : null;
}
