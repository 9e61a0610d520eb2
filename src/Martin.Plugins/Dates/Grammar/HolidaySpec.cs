using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>How a holiday finds its day in a year.</summary>
public abstract record HolidayRule
{
    public abstract LocalDate In(int year);

    /// <summary>The part of a yearly recurrence rule, or null where no rule can say it.</summary>
    public virtual Repeat? Yearly => null;
}

public sealed record FixedDay(int Month, int Day) : HolidayRule
{
    public override LocalDate In(int year) => new(year, Month, Day);
    public override Repeat Yearly => new(Frequency.Yearly) { Month = Month, MonthDays = [Day] };
}

/// <summary>The so-manyth weekday of a month, and so many days later.</summary>
public sealed record FloatingDay(int Count, IsoDayOfWeek Day, int Month, int DaysLater = 0) : HolidayRule
{
    public override LocalDate In(int year) => NthWeekday.Find(new(year, Month, 1), Count, Day)!.Value.PlusDays(DaysLater);
    public override Repeat? Yearly => DaysLater == 0 ? new(Frequency.Yearly) { Month = Month, Days = [Day], Nths = [Count] } : null;
}

/// <summary>So many days from Easter Sunday of the western churches.</summary>
public sealed record EasterDay(int DaysLater) : HolidayRule
{
    public override LocalDate In(int year) => Sunday(year).PlusDays(DaysLater);

    /// <summary>The Sunday after the first full moon of spring by the tables of the Gregorian calendar (Gauss's rule with its two exceptions).</summary>
    private static LocalDate Sunday(int year)
    {
        var century = year / 100;
        var moonCorrection = (15 + (3 * century + 3) / 4 - (8 * century + 13) / 25) % 30;
        var fullMoon = (19 * (year % 19) + moonCorrection) % 30; // days after 21 March
        if (fullMoon == 29 || (fullMoon == 28 && year % 19 > 10)) fullMoon--;
        return new LocalDate(year, 3, 21).PlusDays(fullMoon).Next(IsoDayOfWeek.Sunday);
    }
}

/// <summary>The Sundays before Christmas: 4 for the first of Advent.</summary>
public sealed record AdventDay(int SundaysBefore) : HolidayRule
{
    public override LocalDate In(int year) => new LocalDate(year, 12, 25).Previous(IsoDayOfWeek.Sunday).PlusWeeks(1 - SundaysBefore);
}

/// <summary>A holiday of a named year, or the next time it comes.</summary>
/// <param name="Ahead">1 for "next Christmas" and -1 for "last Christmas", as years.</param>
public sealed record HolidaySpec(string Name, HolidayRule Rule, string? Note = null, int? Year = null, int Ahead = 0) : DaySpec
{
    public override DaySpec Past => Year is null ? this with { Ahead = -1 } : this;

    public override DayReading On(Reference at, bool isAhead)
    {
        if (Year is { } year) return new(Rule.In(year), Note);
        var own = Rule.In(at.Today.Year);
        if (Ahead < 0) return new(own < at.Today ? own : Rule.In(at.Today.Year - 1), Note);
        return new(own >= at.Today ? own : Rule.In(at.Today.Year + 1), Note);
    }
}

/// <summary>A day whose date no rule known here gives.</summary>
public sealed record UnknownHoliday(string Name) : DaySpec
{
    public override DayReading On(Reference at, bool isAhead) => new(at.Today, Question: $"the date of {Name} is not reckoned here; it takes a date");
}

/// <summary>"Christmas next year".</summary>
public sealed record HolidayOfYear(HolidaySpec Day, int Ahead) : DaySpec
{
    public override DayReading On(Reference at, bool isAhead) => (Day with { Year = at.Today.Year + Ahead }).On(at, isAhead);
}
