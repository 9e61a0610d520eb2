using System.Globalization;
using NodaTime;
using NodaTime.Calendars;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>A day that words stand for. A note tells of another reading; a question means that the words alone do not settle it.</summary>
public readonly record struct DayReading(LocalDate Date, string? Note = null, string? Question = null);

/// <summary>A day as said, before it is known what today is.</summary>
public abstract record DaySpec
{
    /// <param name="isAhead">Whether the time said with the day is still to come if the day is today; false without a time.</param>
    public abstract DayReading On(LocalDate today, bool isAhead);

    protected static string Long(LocalDate date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}

/// <summary>"today", "tomorrow", "two weeks from now": so far from today.</summary>
public sealed record DaysFrom(Period Period) : DaySpec
{
    public override DayReading On(LocalDate today, bool isAhead) => new(today + Period);
}

/// <summary>"the day after Friday", "a week from tomorrow": so far from another day.</summary>
public sealed record RelativeDay(DaySpec Base, Period Period) : DaySpec
{
    public override DayReading On(LocalDate today, bool isAhead)
    {
        var reading = Base.On(today, isAhead: false);
        return reading with { Date = reading.Date + Period };
    }
}

public enum Which { Coming, This, Next, Last }

/// <summary>A weekday; weeks run from Monday to Sunday.</summary>
/// <param name="Week">Null for the coming one, 0 for the one in this calendar week, 1 for next week's.</param>
public sealed record WeekdaySpec(IsoDayOfWeek Day, Which Which, int? Week = null) : DaySpec
{
    public override DayReading On(LocalDate today, bool isAhead)
    {
        var monday = today.With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday));
        var coming = isAhead && today.DayOfWeek == Day ? today : today.Next(Day);
        if (Week is { } week) return new(monday.PlusWeeks(week).PlusDays(Day - IsoDayOfWeek.Monday));
        switch (Which)
        {
            case Which.Last:
                return new(today.Previous(Day));
            case Which.Next:
                var next = monday.PlusWeeks(1).PlusDays(Day - IsoDayOfWeek.Monday);
                return coming < next && coming > today
                    ? new(next, $"\"next {Day}\" is read as the one in next week, {Long(next)}, not {Long(coming)}") : new(next);
            case Which.This:
                var own = monday.PlusDays(Day - IsoDayOfWeek.Monday);
                return own >= today ? new(own) : new(coming, $"this week's {Day} is over; read as {Long(coming)}");
            default:
                return today.DayOfWeek == Day && !isAhead ? new(coming, $"today is {Day}; read as the next one, {Long(coming)}") : new(coming);
        }
    }
}

/// <summary>"the second Tuesday of December", "the last Friday of the month".</summary>
/// <param name="Count">1 to 5, or -1 for the last one.</param>
/// <param name="Month">1 to 12, or null with <paramref name="Ahead"/> months from this one.</param>
public sealed record NthWeekday(int Count, IsoDayOfWeek Day, int? Month, int Ahead) : DaySpec
{
    public override DayReading On(LocalDate today, bool isAhead)
    {
        var first = Month is { } month ? new LocalDate(today.Year, month, 1) : new LocalDate(today.Year, today.Month, 1).PlusMonths(Ahead);
        if (In(first) < today && Ahead == 0) first = Month is null ? first.PlusMonths(1) : first.PlusYears(1);
        var date = In(first);
        return new(date, Question: date.Month == first.Month ? null : $"that month has no {Day} number {Count}");
    }

    private LocalDate In(LocalDate first) => Count > 0
        ? first.With(DateAdjusters.NextOrSame(Day)).PlusWeeks(Count - 1)
        : first.PlusMonths(1).PlusDays(-1).With(DateAdjusters.PreviousOrSame(Day));
}

/// <summary>A day of a month, with or without year; without one, the next time it comes.</summary>
public sealed record MonthDay(int Month, int Day, int? Year = null) : DaySpec
{
    private const int LeapCycle = 8; // 1896 to 1904 is the longest wait for a 29 February

    public override DayReading On(LocalDate today, bool isAhead)
    {
        for (var year = Year ?? today.Year; year <= (Year ?? today.Year + LeapCycle); year++)
            if (Day <= CalendarSystem.Iso.GetDaysInMonth(year, Month) && (Year is not null || new LocalDate(year, Month, Day) >= today))
                return new(new LocalDate(year, Month, Day));
        var name = CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(Month);
        return new(today, Question: $"{name}{(Year is { } y ? $" {y}" : "")} has no day {Day}");
    }
}

/// <summary>"the 15th": the next one; months without such a day are passed over.</summary>
public sealed record DayOfMonth(int Day) : DaySpec
{
    public override DayReading On(LocalDate today, bool isAhead)
    {
        for (var first = new LocalDate(today.Year, today.Month, 1); ; first = first.PlusMonths(1))
            if (Day <= CalendarSystem.Iso.GetDaysInMonth(first.Year, first.Month) && first.PlusDays(Day - 1) >= today)
                return new(first.PlusDays(Day - 1));
    }
}

/// <summary>"Friday, 27 November": the date counts; a weekday that contradicts it is a question.</summary>
public sealed record CheckedDay(IsoDayOfWeek Weekday, DaySpec Date) : DaySpec
{
    public override DayReading On(LocalDate today, bool isAhead)
    {
        var reading = Date.On(today, isAhead);
        return reading.Date.DayOfWeek == Weekday || reading.Question is not null ? reading
            : reading with { Question = $"{Long(reading.Date)} is a {reading.Date.DayOfWeek}, not a {Weekday}" };
    }
}

/// <summary>"3/4": day and month may stand either way, which only the writer knows.</summary>
public sealed record EitherDate(MonthDay MonthFirst, MonthDay DayFirst) : DaySpec
{
    public override DayReading On(LocalDate today, bool isAhead)
    {
        var (us, other) = (MonthFirst.On(today, isAhead).Date, DayFirst.On(today, isAhead).Date);
        return us == other ? new(us) : new(us, Question: $"it could be {Long(us)} or {Long(other)}");
    }
}

/// <summary>"end of the month", "start of next week".</summary>
public sealed record EdgeOf(WindowSpec Window, bool IsEnd) : DaySpec
{
    public override DayReading On(LocalDate today, bool isAhead)
    {
        var (from, to) = Window.On(today.AtMidnight());
        return new(IsEnd ? to.Date.PlusDays(-1) : from.Date);
    }
}
