using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>Stretches that begin or end now: "the next three days", "the last two hours", "the rest of the week", "later today".</summary>
public static class Stretches
{
    public static Parsed<WindowSpec>? At(Tokens t, int i) => Rest(t, i) ?? Counted(t, i) ?? Today(t, i);

    private static Parsed<WindowSpec>? Counted(Tokens t, int i)
    {
        var isAhead = t.Is(i, "next", "coming", "following");
        if ((!isAhead && !t.Is(i, "last", "past", "previous")) || t.Is(i + 1, "a", "an")) return null;
        var length = t.Is(i + 1, "hour") ? new(Period.FromHours(1), i + 2) : Lengths.At(t, i + 1);
        if (length is not { } stretch || t.Is(stretch.End, "of", "ago")) return null;
        return new(isAhead ? new NextStretch(stretch.Value) : new LastStretch(stretch.Value), stretch.End);
    }

    private static Parsed<WindowSpec>? Rest(Tokens t, int i)
    {
        if (t.After(i, "rest", "of") is not { } of) return null;
        var at = t.Skip(of, "the");
        if (t.Is(at, "today")) return new(new RestOf(new(Calendrical.Day, 0)), at + 1);
        return Windows.Calendar(t, at) is { Value: CalendarWindow { Ahead: 0 } whole } window ? new(new RestOf(whole), window.End) : null;
    }

    /// <summary>"later today", "later this week", "earlier this month".</summary>
    private static Parsed<WindowSpec>? Today(Tokens t, int i)
    {
        if (!t.Is(i, "later", "earlier")) return null;
        var isLater = t.Is(i, "later");
        var day = new CalendarWindow(Calendrical.Day, 0);
        if (t.Is(i + 1, "today")) return new(isLater ? new RestOf(day) : new BeginOf(day), i + 2);
        return t.Is(i + 1, "this") && Windows.Calendar(t, i + 1) is { Value: CalendarWindow whole } window
            ? new(isLater ? new RestOf(whole, IsAfterToday: true) : new BeginOf(whole), window.End) : null;
    }
}

/// <summary>"mid-March", "early next week", "the middle of the month", "the first half of 2027".</summary>
public static class Portions
{
    public static Parsed<WindowSpec>? At(Tokens t, int i)
    {
        if (t.After(i, "first", "half", "of") is { } first) return Of(t, first, Portion.FirstHalf);
        if (t.After(i, "second", "half", "of") is { } second) return Of(t, second, Portion.SecondHalf);
        if (t.After(i, "middle", "of") is { } middle) return Of(t, middle, Portion.Mid);
        if (t.Is(i, "midweek")) return new(new PortionOf(new CalendarWindow(Calendrical.Week, 0), Portion.Mid), i + 1);
        Portion? portion = t.Is(i, "mid") ? Portion.Mid : t.Is(i, "early") ? Portion.Early : t.Is(i, "late", "later") ? Portion.Late : null;
        return portion is { } said ? Of(t, t.Skip(t.Skip(i + 1, "-"), "in"), said) : null;
    }

    private static Parsed<WindowSpec>? Of(Tokens t, int i, Portion portion) =>
        Windows.Whole(t, i) is { Value: not CalendarWindow { Unit: Calendrical.Day or Calendrical.Weekend } } whole
            ? new(new PortionOf(whole.Value, portion), whole.End) : null;
}
