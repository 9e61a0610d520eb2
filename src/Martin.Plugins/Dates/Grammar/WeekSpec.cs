using NodaTime;
using NodaTime.Calendars;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>"week 12", by ISO 8601; where weeks begin on Sunday, week 1 is the one with 1 January.</summary>
public sealed record NumberedWeek(int Number, int? Year) : WindowSpec
{
    private static readonly IWeekYearRule SundayWeeks = WeekYearRules.ForMinDaysInFirstWeek(1, IsoDayOfWeek.Sunday);

    public override WindowReading On(Reference at)
    {
        var rule = at.WeekStart == IsoDayOfWeek.Sunday ? SundayWeeks : WeekYearRules.Iso;
        var year = Year ?? rule.GetWeekYear(at.Today);
        if (Year is null && Number < rule.GetWeekOfWeekYear(at.Today)) year++;
        if (Number > rule.GetWeeksInWeekYear(year)) return Days(at.Today, at.Today.PlusDays(1)) with { Question = $"{year} has no week {Number}" };
        var from = rule.GetLocalDate(year, Number, at.WeekStart);
        return Days(from, from.PlusWeeks(1));
    }
}

/// <summary>"the second week of December". A week belongs to the month that has most of its days.</summary>
/// <param name="Count">1 to 5, or -1 for the last one.</param>
public sealed record WeekOfMonth(int Count, WindowSpec Month) : WindowSpec
{
    public override WindowReading On(Reference at)
    {
        var reading = In(at, Month.On(at));
        return reading.To <= at.Today.AtMidnight() && Month is NamedMonth { Year: null, Ahead: 0 } named
            ? In(at, new NamedMonth(named.Month, at.Today.Year + 1).On(at)) : reading;
    }

    private WindowReading In(Reference at, WindowReading month)
    {
        // The fourth day tells to which month a week belongs.
        var weeks = new List<LocalDate>();
        for (var from = at.At(month.From.Date).Week; from < month.To.Date; from = from.PlusWeeks(1))
            if (from.PlusDays(3) >= month.From.Date && from.PlusDays(3) < month.To.Date) weeks.Add(from);
        var index = Count > 0 ? Count - 1 : weeks.Count + Count;
        if (index < 0 || index >= weeks.Count) return month with { Question = $"it has no week number {Count}" };
        var first = weeks[index];
        return Days(first, first.PlusWeeks(1), $"read as {LocalTimes.Day(first)} to {LocalTimes.Day(first.PlusDays(6))}") with { Question = month.Question };
    }
}

/// <summary>"the week of December 7", "the week after Easter", "the weekend before Christmas".</summary>
/// <param name="Beside">0 for the one with the day, 1 for the one after, -1 for the one before.</param>
public sealed record WeekBeside(DaySpec Day, int Beside, bool IsWeekend) : WindowSpec
{
    public override WindowReading On(Reference at)
    {
        var reading = Day.On(at, isAhead: false);
        var day = reading.Date;
        if (IsWeekend) return Weekend(day, reading);
        var own = at.At(day).Week;
        var from = own.PlusWeeks(Beside);
        var plain = Beside switch { 0 => from, > 0 => day.PlusDays(1), _ => day.PlusDays(-7) };
        var note = plain == from ? reading.Note
            : $"read as the calendar week from {LocalTimes.Day(from)}; it could be the seven days from {LocalTimes.Day(plain)}";
        return Days(from, from.PlusWeeks(1), note) with { Question = reading.Question };
    }

    private WindowReading Weekend(LocalDate day, DayReading reading)
    {
        var saturday = Beside switch
        {
            > 0 => day.Next(IsoDayOfWeek.Saturday),
            < 0 => day.DayOfWeek == IsoDayOfWeek.Sunday ? day.PlusDays(-8) : day.Previous(IsoDayOfWeek.Saturday),
            _ => day.DayOfWeek == IsoDayOfWeek.Sunday ? day.PlusDays(-1) : day.With(DateAdjusters.NextOrSame(IsoDayOfWeek.Saturday)),
        };
        return Days(saturday, saturday.PlusDays(2), reading.Note) with { Question = reading.Question };
    }
}

/// <summary>"Labor Day weekend": the weekend that the holiday makes longer.</summary>
public sealed record LongWeekend(HolidaySpec Day) : WindowSpec
{
    public override WindowReading On(Reference at)
    {
        // Those of Easter reach from Good Friday to Easter Monday.
        if (Day.Rule is EasterDay { DaysLater: 0 })
        {
            var easter = Day.On(at, isAhead: false).Date;
            return Days(easter.PlusDays(-2), easter.PlusDays(2), "from Good Friday to Easter Monday");
        }
        var reading = Day.On(at, isAhead: false);
        var day = reading.Date;
        var (from, to) = day.DayOfWeek switch
        {
            IsoDayOfWeek.Monday => (day.PlusDays(-2), day),
            IsoDayOfWeek.Thursday or IsoDayOfWeek.Friday => (day, day.Next(IsoDayOfWeek.Sunday)),
            IsoDayOfWeek.Saturday => (day, day.PlusDays(1)),
            IsoDayOfWeek.Sunday => (day.PlusDays(-1), day),
            _ => (day, day),
        };
        var question = from == to ? $"{LocalTimes.Day(day)} is in the middle of the week" : reading.Question;
        return Days(from, to.PlusDays(1), reading.Note ?? $"read as {LocalTimes.Day(from)} to {LocalTimes.Day(to)}") with { Question = question };
    }
}
