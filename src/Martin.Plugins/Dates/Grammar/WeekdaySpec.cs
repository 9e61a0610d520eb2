using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

public enum Which { Coming, This, Next, Last }

/// <summary>A weekday: the coming one, or that of a calendar week.</summary>
/// <param name="Week">Null for the coming one, 0 for the one in this calendar week, 1 for next week's.</param>
public sealed record WeekdaySpec(IsoDayOfWeek Day, Which Which, int? Week = null) : DaySpec
{
    public override DaySpec Past => Which == Which.Coming && Week is null ? this with { Which = Which.Last } : this;

    public override DayReading On(Reference at, bool isAhead)
    {
        var today = at.Today;
        if (Week is { } week) return new(at.InWeek(Day, week));
        var coming = isAhead && today.DayOfWeek == Day ? today : today.Next(Day);
        return Which switch
        {
            Which.Last => Last(at),
            Which.Next => Next(at, coming),
            Which.This when at.InWeek(Day, 0) is var own => own >= today ? new(own)
                : new(coming, $"this week's {Day} is over; read as {Long(coming)}"),
            _ => today.DayOfWeek == Day && !isAhead ? new(coming, $"today is {Day}; read as the next one, {Long(coming)}") : new(coming),
        };
    }

    private DayReading Last(Reference at)
    {
        var latest = at.Today.Previous(Day);
        return latest < at.Week ? new(latest)
            : new(latest, $"\"last {Day}\" is read as {Long(latest)}; last week's would be {Long(latest.PlusWeeks(-1))}");
    }

    private DayReading Next(Reference at, LocalDate coming)
    {
        var next = at.InWeek(Day, 1);
        return coming < next && coming > at.Today
            ? new(next, $"\"next {Day}\" is read as the one in next week, {Long(next)}, not {Long(coming)}") : new(next);
    }
}

/// <summary>"the Friday before Christmas", "the first Monday after Easter".</summary>
/// <param name="Count">1 for the nearest; negative before the day.</param>
public sealed record WeekdayBeside(IsoDayOfWeek Day, int Count, DaySpec Base) : DaySpec
{
    public override DayReading On(Reference at, bool isAhead)
    {
        var reading = Base.On(at, isAhead: false);
        var nearest = Count > 0 ? reading.Date.Next(Day) : reading.Date.Previous(Day);
        return reading with { Date = nearest.PlusWeeks(Count > 0 ? Count - 1 : Count + 1) };
    }
}

/// <summary>"the second Tuesday of December", "the last Friday of the month", "the first weekday of May".</summary>
/// <param name="Count">1 to 5, or -1 for the last one.</param>
/// <param name="Day">Null for any day from Monday to Friday.</param>
/// <param name="Month">1 to 12, or null with <paramref name="Ahead"/> months from this one.</param>
public sealed record NthWeekday(int Count, IsoDayOfWeek? Day, int? Month, int Ahead, int? Year = null) : DaySpec
{
    public override DayReading On(Reference at, bool isAhead)
    {
        var today = at.Today;
        var first = Month is { } month ? new LocalDate(Year ?? today.Year, month, 1) : new LocalDate(today.Year, today.Month, 1).PlusMonths(Ahead);
        var found = Find(first, Count, Day);
        if (found < today && Ahead == 0 && Year is null)
        {
            first = Month is null ? first.PlusMonths(1) : first.PlusYears(1);
            found = Find(first, Count, Day);
        }
        return found is { } date ? new(date)
            : new(first, Question: $"that month has no {Day?.ToString() ?? "weekday"} number {Count}");
    }

    /// <returns>null when the month has not so many.</returns>
    public static LocalDate? Find(LocalDate first, int count, IsoDayOfWeek? day)
    {
        var length = first.Calendar.GetDaysInMonth(first.Year, first.Month);
        var fitting = Enumerable.Range(0, length).Select(first.PlusDays)
            .Where(d => day is { } named ? d.DayOfWeek == named : d.DayOfWeek <= IsoDayOfWeek.Friday).ToList();
        var index = count > 0 ? count - 1 : fitting.Count + count;
        return index >= 0 && index < fitting.Count ? fitting[index] : null;
    }
}
