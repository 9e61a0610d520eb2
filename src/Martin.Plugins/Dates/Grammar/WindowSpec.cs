using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>A stretch of days, the end exclusive. A note tells of another reading; a question means that the words alone do not settle it.</summary>
public readonly record struct WindowReading(LocalDateTime From, LocalDateTime To, string? Note = null, string? Question = null);

/// <summary>A stretch of days as said.</summary>
public abstract record WindowSpec
{
    public abstract WindowReading On(Reference at);

    /// <summary>The same words where they speak of the past: "since March".</summary>
    public virtual WindowSpec Past => this;

    protected static WindowReading Days(LocalDate from, LocalDate to, string? note = null) => new(from.AtMidnight(), to.AtMidnight(), note);
}

public enum Calendrical { Day, Week, Weekend, Month, Quarter, Year }

/// <summary>"this week", "next month", "last year". Weekends are Saturday and Sunday wherever the week begins.</summary>
public sealed record CalendarWindow(Calendrical Unit, int Ahead) : WindowSpec
{
    public override WindowReading On(Reference at)
    {
        var today = at.Today;
        var month = new LocalDate(today.Year, today.Month, 1);
        var quarter = new LocalDate(today.Year, (today.Month - 1) / 3 * 3 + 1, 1);
        return Unit switch
        {
            Calendrical.Day => Days(today.PlusDays(Ahead), today.PlusDays(Ahead + 1)),
            Calendrical.Week => Days(at.Week.PlusWeeks(Ahead), at.Week.PlusWeeks(Ahead + 1)),
            Calendrical.Weekend => Weekend(today),
            Calendrical.Month => Days(month.PlusMonths(Ahead), month.PlusMonths(Ahead + 1)),
            Calendrical.Quarter => Days(quarter.PlusMonths(Ahead * 3), quarter.PlusMonths((Ahead + 1) * 3)),
            _ => Days(new(today.Year + Ahead, 1, 1), new(today.Year + Ahead + 1, 1, 1)),
        };
    }

    private WindowReading Weekend(LocalDate today)
    {
        var saturday = today.With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday)).PlusDays(5);
        var from = saturday.PlusWeeks(Ahead);
        var note = Ahead == 1 && today < saturday ? $"\"next weekend\" is read as {LocalTimes.Day(from)}, not {LocalTimes.Day(saturday)}" : null;
        return Days(from, from.PlusDays(2), note);
    }
}

/// <summary>"in December": the coming one, or the one of a named year.</summary>
public sealed record NamedMonth(int Month, int? Year, int Ahead = 0) : WindowSpec
{
    public override WindowSpec Past => Year is null && Ahead == 0 ? this with { Ahead = -1 } : this;

    public override WindowReading On(Reference at)
    {
        var now = at.Now;
        var isNextYear = Ahead >= 0 && (Month < now.Month || (Ahead > 0 && Month == now.Month));
        var isLastYear = Ahead < 0 && Month >= now.Month;
        var first = new LocalDate(Year ?? now.Year + (isNextYear ? 1 : isLastYear ? -1 : 0), Month, 1);
        return Days(first, first.PlusMonths(1));
    }
}

/// <summary>"Q3": the current or coming one, or that of a named year; with <paramref name="Months"/> 6 a half of a year.</summary>
public sealed record NamedQuarter(int Number, int? Year, int Months = 3, int Ahead = 0) : WindowSpec
{
    public override WindowReading On(Reference at)
    {
        var first = new LocalDate(Year ?? at.Today.Year + Ahead, (Number - 1) * Months + 1, 1);
        if (Year is null && Ahead == 0 && first.PlusMonths(Months) <= at.Today) first = first.PlusYears(1);
        return Days(first, first.PlusMonths(Months));
    }
}

/// <summary>"in 2027".</summary>
public sealed record NamedYear(int Year) : WindowSpec
{
    public override WindowReading On(Reference at) => Days(new(Year, 1, 1), new(Year + 1, 1, 1));
}

/// <summary>"Monday to Wednesday", both included; the second day is the first such one not before the other.</summary>
public sealed record DayToDay(DaySpec First, DaySpec Last) : WindowSpec
{
    public override WindowReading On(Reference at)
    {
        // "Tuesday to Friday next week": both in that week.
        var first = First is WeekdaySpec { Which: Which.Coming, Week: null } open && Last is WeekdaySpec { Week: { } week } ? open with { Week = week } : First;
        var from = first.On(at, isAhead: false);
        var last = Last.On(at, isAhead: false);
        if (last.Date < from.Date) last = Last.On(at.At(from.Date), isAhead: true);
        var (note, question) = (from.Note ?? last.Note, from.Question ?? last.Question);
        if (last.Date < from.Date) question ??= $"{LocalTimes.Day(last.Date)} comes before {LocalTimes.Day(from.Date)}";
        return Days(from.Date, (last.Date < from.Date ? from : last).Date.PlusDays(1)) with { Note = note, Question = question };
    }
}
