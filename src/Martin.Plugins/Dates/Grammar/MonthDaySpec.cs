using System.Globalization;
using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>A day of a month, with or without year; without one, the next time it comes.</summary>
public sealed record MonthDay(int Month, int Day, int? Year = null) : DaySpec
{
    private const int LeapCycle = 8; // 1896 to 1904 is the longest wait for a 29 February

    private bool IsBefore { get; init; }

    public override DaySpec Past => Year is null ? this with { IsBefore = true } : this;

    public override DayReading On(Reference at, bool isAhead)
    {
        for (var k = 0; k <= (Year is null ? LeapCycle : 0); k++)
        {
            var year = Year ?? at.Today.Year + (IsBefore ? -k : k);
            if (Day > CalendarSystem.Iso.GetDaysInMonth(year, Month)) continue;
            var date = new LocalDate(year, Month, Day);
            if (Year is not null || (IsBefore ? date <= at.Today : date >= at.Today)) return new(date);
        }
        var name = CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(Month);
        return new(at.Today, Question: $"{name}{(Year is { } y ? $" {y}" : "")} has no day {Day}");
    }
}

/// <summary>"the 15th": the next one; months without such a day are passed over.</summary>
public sealed record DayOfMonth(int Day) : DaySpec
{
    private bool IsBefore { get; init; }

    public override DaySpec Past => this with { IsBefore = true };

    public override DayReading On(Reference at, bool isAhead)
    {
        var today = at.Today;
        for (var first = new LocalDate(today.Year, today.Month, 1); ; first = first.PlusMonths(IsBefore ? -1 : 1))
        {
            if (Day > CalendarSystem.Iso.GetDaysInMonth(first.Year, first.Month)) continue;
            var date = first.PlusDays(Day - 1);
            if (IsBefore ? date <= today : date >= today) return new(date);
        }
    }
}

/// <summary>"the 15th of next month".</summary>
public sealed record RelativeDayOfMonth(int Day, int Ahead) : DaySpec
{
    public override DayReading On(Reference at, bool isAhead)
    {
        var first = new LocalDate(at.Today.Year, at.Today.Month, 1).PlusMonths(Ahead);
        return new MonthDay(first.Month, Day, first.Year).On(at, isAhead);
    }
}

/// <summary>"the first day of the month", "the last day of February": the next time it comes.</summary>
public sealed record EdgeDay(WindowSpec Month, bool IsLast) : DaySpec
{
    public override DayReading On(Reference at, bool isAhead)
    {
        var window = Month.On(at);
        var date = IsLast ? window.To.Date.PlusDays(-1) : window.From.Date;
        // "the first of the month" is over on all days but one.
        return new(date < at.Today && Month is CalendarWindow { Unit: Calendrical.Month, Ahead: 0 } ? date.PlusMonths(1) : date);
    }
}
