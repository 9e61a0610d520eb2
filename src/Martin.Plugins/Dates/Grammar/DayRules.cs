using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>The rules of a phrase that read days and stretches of days.</summary>
internal static class DayRules
{
    /// <summary>"this time tomorrow", "the same time next week".</summary>
    public static Parsed<Pieces>? SameTime(Tokens t, int i, Pieces so)
    {
        if (so.Clock is not null || so.FromNow is not null || so.Recurs) return null;
        var at = t.Skip(t.Skip(i, "at"), "the");
        if (!t.Is(at, "this", "same") || !t.Is(at + 1, "time")) return null;
        var now = so with { Clock = new ClockTime(0, 0) { IsNow = true } };
        if (so.NamesDay) return so.Day is not null && Boundary.Follows(t, at + 2) ? new(now, at + 2) : null;
        at = t.Skip(at + 2, "on");
        Period? ahead = t.After(at, "next", "week") is not null ? Period.FromDays(7) : t.After(at, "next", "month") is not null ? Period.FromMonths(1)
            : t.After(at, "next", "year") is not null ? Period.FromYears(1) : t.After(at, "last", "week") is not null ? Period.FromDays(-7) : null;
        if (ahead is { } period) return new(now with { Day = new DaysFrom(period) }, at + 2);
        return Days.At(t, at) is { } day ? new(now with { Day = day.Value }, day.End) : null;
    }

    /// <summary>"end of Friday", "by the end of tomorrow".</summary>
    public static Parsed<Pieces>? EndOfDay(Tokens t, int i, Pieces so)
    {
        if (so.NamesDay || so.Clock is not null || so.FromNow is not null) return null;
        var at = t.Skip(t.Skip(i, "by", "at", "before", "until"), "the");
        if (t.After(at, "end", "of") is not { } of || Windows.Whole(t, of) is not null) return null;
        return Days.At(t, of) is { Value: DaysFrom or WeekdaySpec or MonthDay } day ? new(so with { Day = day.Value, Clock = ClockWords.EndOfDay }, day.End) : null;
    }

    /// <summary>The second end of "Friday 5pm to Sunday 8pm": a day and a time, in either order.</summary>
    public static Parsed<Pieces>? Through(Tokens t, int i, Pieces so)
    {
        if (so.Day is null || so.Clock is null || so.Until is not null || so.Lasting is not null || so.Recurs) return null;
        if (!t.Is(i, "to", "until", "till", "through", "-", "–")) return null;
        if (Days.At(t, i + 1) is { } day)
        {
            var at = t.Skip(t.Skip(day.End, ","), "at");
            return Clock.Loose(t, at) is { } clock && (Clock.IsPlain(t, at) || Boundary.Follows(t, clock.End))
                ? new(so with { Until = clock.Value, UntilDay = day.Value }, clock.End) : null;
        }
        return Clock.Loose(t, i + 1) is { } time && Days.At(t, t.Skip(time.End, "on")) is { } last
            ? new(so with { Until = time.Value, UntilDay = last.Value }, last.End) : null;
    }

    public static Parsed<Pieces>? Range(Tokens t, int i, Pieces so)
    {
        if (so.NamesDay || so.FromNow is not null) return null;
        var isBetween = t.Is(i, "between");
        var start = isBetween ? i + 1 : t.Skip(i, "from", "on", "for", "starting");
        return SameMonth(t, start, so) ?? Months(t, start, so, isBetween) ?? (Days.At(t, start) is { } first
            && (isBetween ? t.Is(first.End, "and") : t.Is(first.End, "-", "–", "to", "until", "till", "through", "thru"))
            && Days.At(t, first.End + 1) is { } last && !Clock.IsPlain(t, first.End + 1) && !StartsTime(t, first.End, last.End)
                ? new(so with { Window = new DayToDay(first.Value, last.Value) }, last.End) : null);
    }

    /// <summary>"Monday to Wednesday at 5": the day before it has a time as well, or none is meant to.</summary>
    private static bool StartsTime(Tokens t, int separator, int end) => t.Is(separator, "until", "till") && t.Is(end, "at") && Clock.Loose(t, end + 1) is not null;

    /// <summary>"Dec 3-5", "3 to 5 December".</summary>
    private static Parsed<Pieces>? SameMonth(Tokens t, int i, Pieces so)
    {
        var isBetween = t.Is(i - 1, "between");
        i = t.Skip(i, "the");
        if (MonthDays.At(t, i) is { Value: MonthDay first } day && (t.Is(day.End, "-", "–", "to", "through", "until") || (isBetween && t.Is(day.End, "and")))
            && (Numbers.Ordinal(t, t.Skip(day.End + 1, "the")) ?? Numbers.Cardinal(t, day.End + 1)) is { } last
            && last.Value > first.Day && last.Value <= 31 && !t.Is(last.End, ":", "am", "pm") && Names.Month(t, last.End) is null)
            return new(so with { Window = new DayToDay(first, first with { Day = last.Value }) }, last.End);
        if ((Numbers.Ordinal(t, i) ?? Numbers.Cardinal(t, i)) is { Value: >= 1 and <= 31 } from && t.Is(from.End, "-", "–", "to", "through", "until", "and")
            && MonthDays.At(t, t.Skip(from.End + 1, "the")) is { Value: MonthDay to } end && to.Day > from.Value && (isBetween || !t.Is(from.End, "and")))
            return new(so with { Window = new DayToDay(to with { Day = from.Value }, to) }, end.End);
        return null;
    }

    /// <summary>"June to August", "from March until May 2027".</summary>
    private static Parsed<Pieces>? Months(Tokens t, int i, Pieces so, bool isBetween)
    {
        if (Names.Month(t, i) is not { } first || !(isBetween ? t.Is(first.End, "and") : t.Is(first.End, "-", "–", "to", "until", "till", "through"))) return null;
        if (Names.Month(t, first.End + 1) is not { } last || Windows.Whole(t, first.End + 1) is not { } whole || MonthDays.At(t, first.End + 1) is not null) return null;
        return new(so with { Window = new MonthToMonth(first.Value, last.Value, whole.Value is NamedMonth { Year: { } year } ? year : null) }, whole.End);
    }

    public static Parsed<Pieces>? One(Tokens t, int i, Pieces so)
    {
        if (so.NamesDay || so.FromNow is not null) return null;
        var at = t.Skip(i, "on", "for", "by", "before", "until", "till", "til", "through", "after", "since", "from", "in", "due", "starting", "beginning", "at", "around", "over");
        if (t.Is(at, "the") && t.Is(i, "in")) return null;
        if (Limits.StartCue(t, i) is { } start) at = start;
        return Days.At(t, at) is { } day ? new(Cued(so with { Day = day.Value }, t, i), t.Is(i, "from", "starting") ? Limits.AfterOn(t, day.End) : day.End) : null;
    }

    public static Parsed<Pieces>? Window(Tokens t, int i, Pieces so)
    {
        if (so.NamesDay || so.FromNow is not null) return null;
        if (t.Is(i, "within") && Within(t, i + 1) is { } within) return new(so with { Window = within.Value }, within.End);
        var at = t.Skip(i, "in", "for", "during", "over", "on", "within", "at", "by", "before", "until", "till", "til", "after", "since", "through", "from", "starting", "beginning", "around");
        if (t.Is(i, "sometime", "some")) at = t.Skip(t.Is(i, "some") ? t.Skip(i + 1, "time") : i + 1, "in", "during", "on", "over");
        return Windows.At(t, at) is { } window ? new(Cued(so with { Window = window.Value }, t, i), window.End) : null;
    }

    /// <summary>"within two hours", "within the hour".</summary>
    private static Parsed<WindowSpec>? Within(Tokens t, int i)
    {
        if (t.After(i, "the", "hour") is { } hour) return new(new NextStretch(Period.FromHours(1)), hour);
        return Lengths.At(t, i) is { } length ? new(new NextStretch(length.Value), length.End) : null;
    }

    private static Pieces Cued(Pieces so, Tokens t, int i) => so with
    {
        Cue = Limits.StartCue(t, i) is not null ? DateCue.Start : t.Is(i, "through") ? DateCue.Through : t.Is(i, "until", "till", "til") ? DateCue.Until : DateCue.None,
    };
}

/// <summary>"June to August", both included.</summary>
public sealed record MonthToMonth(int First, int Last, int? Year) : WindowSpec
{
    public override WindowReading On(Reference at)
    {
        var from = Year is { } year ? new LocalDate(Last < First ? year - 1 : year, First, 1).AtMidnight() : new NamedMonth(First, null).On(at).From;
        var last = new LocalDate(from.Year + (Last < First ? 1 : 0), Last, 1);
        return Days(from.Date, last.PlusMonths(1));
    }
}
