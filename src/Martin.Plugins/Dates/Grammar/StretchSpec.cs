using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>"the rest of the week", "later today": from now to its end.</summary>
public sealed record RestOf(CalendarWindow Whole, bool IsAfterToday = false) : WindowSpec
{
    public override WindowReading On(Reference at)
    {
        var to = Whole.On(at).To;
        var from = IsAfterToday ? at.Today.PlusDays(1).AtMidnight() : at.Now;
        return from < to ? new(from, to) : new(at.Now, to, Question: "nothing is left of it");
    }
}

/// <summary>"earlier this week": from its beginning to now.</summary>
public sealed record BeginOf(CalendarWindow Whole) : WindowSpec
{
    public override WindowReading On(Reference at) => new(Whole.On(at).From, at.Now);
}

/// <summary>"the next three days" begins now and counts whole days; "the next two hours" and "within two hours" count from now.</summary>
public sealed record NextStretch(Period Length) : WindowSpec
{
    public override WindowReading On(Reference at) =>
        new(at.Now, Length.HasTimeComponent ? at.Now + Length : (at.Today + Length).PlusDays(1).AtMidnight());
}

/// <summary>"the last three days" are whole days and today so far; "the last two hours" count back from now.</summary>
public sealed record LastStretch(Period Length) : WindowSpec
{
    public override WindowReading On(Reference at) => new(Length.HasTimeComponent ? at.Now - Length : (at.Today - Length).AtMidnight(), at.Now);
}

public enum Portion { Early, Mid, Late, FirstHalf, SecondHalf }

/// <summary>"mid-March", "early next week", "the first half of December": the third or half that is usually meant.</summary>
public sealed record PortionOf(WindowSpec Whole, Portion Portion) : WindowSpec
{
    public override WindowSpec Past => this with { Whole = Whole.Past };

    public override WindowReading On(Reference at)
    {
        var whole = Whole.On(at);
        var days = Period.DaysBetween(whole.From.Date, whole.To.Date);
        var (from, to) = Portion switch
        {
            Portion.FirstHalf => (0, (days + 1) / 2),
            Portion.SecondHalf => ((days + 1) / 2, days),
            _ when days == 7 => Portion switch { Portion.Early => (0, 2), Portion.Mid => (2, 4), _ => (4, 7) },
            _ when days is > 27 and < 32 => Portion switch { Portion.Early => (0, 10), Portion.Mid => (10, 20), _ => (20, days) },
            _ => Portion switch { Portion.Early => (0, days / 3), Portion.Mid => (days / 3, days * 2 / 3), _ => (days * 2 / 3, days) },
        };
        // A half-year is cut at a month.
        if (days > 364 && Portion is Portion.FirstHalf or Portion.SecondHalf)
        {
            var middle = Period.DaysBetween(whole.From.Date, whole.From.Date.PlusMonths(6));
            (from, to) = Portion == Portion.FirstHalf ? (0, middle) : (middle, days);
        }
        var (first, end) = (whole.From.Date.PlusDays(from), whole.From.Date.PlusDays(to));
        return Days(first, end, $"read as {LocalTimes.Day(first)} to {LocalTimes.Day(end.PlusDays(-1))}") with { Question = whole.Question };
    }
}
