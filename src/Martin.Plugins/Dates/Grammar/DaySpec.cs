using System.Globalization;
using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>A day that words stand for. A note tells of another reading; a question means that the words alone do not settle it.</summary>
public readonly record struct DayReading(LocalDate Date, string? Note = null, string? Question = null);

/// <summary>A day as said, before it is known what today is.</summary>
public abstract record DaySpec
{
    /// <param name="isAhead">Whether the time said with the day is still to come if the day is today; false without a time.</param>
    public abstract DayReading On(Reference at, bool isAhead);

    /// <summary>The same words where they speak of the past: "since Monday".</summary>
    public virtual DaySpec Past => this;

    protected static string Long(LocalDate date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}

/// <summary>"today", "tomorrow", "two weeks from now": so far from today.</summary>
public sealed record DaysFrom(Period Period) : DaySpec
{
    public override DayReading On(Reference at, bool isAhead) => new(at.Today + Period);
}

/// <summary>"the day after Friday", "a week from tomorrow": so far from another day.</summary>
public sealed record RelativeDay(DaySpec Base, Period Period) : DaySpec
{
    public override DayReading On(Reference at, bool isAhead)
    {
        var reading = Base.On(at, isAhead: false);
        return reading with { Date = reading.Date + Period };
    }

    public override DaySpec Past => this with { Base = Base.Past };
}

/// <summary>"Friday, 27 November": the date counts; a weekday that contradicts it is a question.</summary>
public sealed record CheckedDay(IsoDayOfWeek Weekday, DaySpec Date) : DaySpec
{
    public override DayReading On(Reference at, bool isAhead)
    {
        var reading = Date.On(at, isAhead);
        return reading.Date.DayOfWeek == Weekday || reading.Question is not null ? reading
            : reading with { Question = $"{Long(reading.Date)} is a {reading.Date.DayOfWeek}, not a {Weekday}" };
    }

    public override DaySpec Past => this with { Date = Date.Past };
}

/// <summary>"3/4": day and month may stand either way, which only the writer knows.</summary>
public sealed record EitherDate(MonthDay MonthFirst, MonthDay DayFirst) : DaySpec
{
    public override DayReading On(Reference at, bool isAhead)
    {
        var (us, other) = (MonthFirst.On(at, isAhead).Date, DayFirst.On(at, isAhead).Date);
        return us == other ? new(us) : new(us, Question: $"it could be {Long(us)} or {Long(other)}");
    }
}

/// <summary>"end of the month", "start of next week".</summary>
public sealed record EdgeOf(WindowSpec Window, bool IsEnd) : DaySpec
{
    public override DayReading On(Reference at, bool isAhead)
    {
        var window = Window.On(at.At(at.Today));
        var note = IsEnd && Window is CalendarWindow { Unit: Calendrical.Week } ? "the last day of the week; the working week may end earlier" : window.Note;
        return new(IsEnd ? window.To.Date.PlusDays(-1) : window.From.Date, note, window.Question);
    }

    public override DaySpec Past => this with { Window = Window.Past };
}
