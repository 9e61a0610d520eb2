using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>A stretch of days as said, the end exclusive.</summary>
public abstract record WindowSpec
{
    public abstract (LocalDateTime From, LocalDateTime To) On(LocalDateTime now);

    protected static (LocalDateTime From, LocalDateTime To) Days(LocalDate from, LocalDate to) => (from.AtMidnight(), to.AtMidnight());
}

public enum Calendrical { Day, Week, Weekend, Month, Year }

/// <summary>"this week", "next month", "last year"; weeks run from Monday to Sunday.</summary>
public sealed record CalendarWindow(Calendrical Unit, int Ahead) : WindowSpec
{
    public override (LocalDateTime From, LocalDateTime To) On(LocalDateTime now)
    {
        var today = now.Date;
        var monday = today.With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday));
        var month = new LocalDate(today.Year, today.Month, 1);
        return Unit switch
        {
            Calendrical.Day => Days(today.PlusDays(Ahead), today.PlusDays(Ahead + 1)),
            Calendrical.Week => Days(monday.PlusWeeks(Ahead), monday.PlusWeeks(Ahead + 1)),
            Calendrical.Weekend => Days(monday.PlusWeeks(Ahead).PlusDays(5), monday.PlusWeeks(Ahead + 1)),
            Calendrical.Month => Days(month.PlusMonths(Ahead), month.PlusMonths(Ahead + 1)),
            _ => Days(new(today.Year + Ahead, 1, 1), new(today.Year + Ahead + 1, 1, 1)),
        };
    }
}

/// <summary>"the rest of the week": from now to its end.</summary>
public sealed record RestOf(CalendarWindow Whole) : WindowSpec
{
    public override (LocalDateTime From, LocalDateTime To) On(LocalDateTime now) => (now, Whole.On(now).To);
}

/// <summary>"the next three days" begins now and counts whole days; "the next two hours" counts from now.</summary>
public sealed record NextStretch(Period Length) : WindowSpec
{
    public override (LocalDateTime From, LocalDateTime To) On(LocalDateTime now) =>
        (now, Length.HasTimeComponent ? now + Length : (now.Date + Length).PlusDays(1).AtMidnight());
}

/// <summary>"in December": the coming one, or the one of a named year.</summary>
public sealed record NamedMonth(int Month, int? Year, int Ahead = 0) : WindowSpec
{
    public override (LocalDateTime From, LocalDateTime To) On(LocalDateTime now)
    {
        var isNextYear = Ahead >= 0 && (Month < now.Month || (Ahead > 0 && Month == now.Month));
        var isLastYear = Ahead < 0 && Month >= now.Month;
        var first = new LocalDate(Year ?? now.Year + (isNextYear ? 1 : isLastYear ? -1 : 0), Month, 1);
        return Days(first, first.PlusMonths(1));
    }
}

/// <summary>"Monday to Wednesday", both included; the second day is the first such one not before the other.</summary>
public sealed record DayToDay(DaySpec First, DaySpec Last) : WindowSpec
{
    public override (LocalDateTime From, LocalDateTime To) On(LocalDateTime now)
    {
        var from = First.On(now.Date, isAhead: false).Date;
        var to = Last.On(now.Date, isAhead: false).Date;
        if (to < from) to = Last.On(from, isAhead: true).Date;
        return Days(from, (to < from ? from : to).PlusDays(1));
    }
}
