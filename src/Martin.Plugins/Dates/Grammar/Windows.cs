using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>Words that stand for several days, or for a stretch from now.</summary>
public static class Windows
{
    private static readonly Dictionary<string, Calendrical> Units = new()
    {
        ["day"] = Calendrical.Day, ["week"] = Calendrical.Week, ["weekend"] = Calendrical.Weekend, ["month"] = Calendrical.Month,
        ["quarter"] = Calendrical.Quarter, ["year"] = Calendrical.Year,
    };

    /// <summary>Before a month alone, which is too often a name or a verb.</summary>
    private static readonly HashSet<string> MonthCues =
    [
        "in", "during", "for", "of", "until", "till", "by", "before", "since", "after", "through", "from", "starting", "beginning", "ending", "this", "next", "last",
    ];

    public static Parsed<WindowSpec>? At(Tokens t, int i)
    {
        var at = t.Skip(i, "the");
        return Stretches.At(t, at) ?? Weeks.At(t, at) ?? Portions.At(t, at) ?? Month(t, at) ?? Quarters.At(t, at) ?? Year(t, at)
            ?? (IsBareUnit(t, at) ? null : Calendar(t, at) is { } window && !IsNoun(t, at, window.End) ? window : null);
    }

    /// <summary>What a part of it is taken of, "of" having been said: "March", "next month", "Q1", "2027".</summary>
    public static Parsed<WindowSpec>? Whole(Tokens t, int i)
    {
        var at = t.Skip(i, "the");
        return Month(t, at, isCalled: true) ?? Quarters.At(t, at) ?? Calendar(t, at) ?? (NumericDates.Year(t, at) is { } year ? new(new NamedYear(year), at + 1) : null);
    }

    /// <summary>"next week", "weekend", "this month", and bare "week" where the words before call for one.</summary>
    public static Parsed<WindowSpec>? Calendar(Tokens t, int i)
    {
        var (ahead, at) = t.Is(i, "this") ? (0, i + 1)
            : t.Is(i, "next", "coming", "following") ? (1, i + 1)
            : t.Is(i, "last", "past", "previous") ? (-1, i + 1)
            : (0, i);
        if (!Units.TryGetValue(t[at].Text, out var unit)) return null;
        var end = at + 1;
        if (unit == Calendrical.Week && t.Is(end, "end", "-") && (t.Is(end, "end") ? end : end + 1) is var word && t.Is(word, "end") && !t.Is(word + 1, "of"))
            (unit, end) = (Calendrical.Weekend, word + 1);
        if (t.After(end, "after", "next") is { } afterNext) (ahead, end) = (2, afterNext);
        else if (at == i && t.After(end, "before", "last") is { } beforeLast) (ahead, end) = (-2, beforeLast);
        else if (t.Is(end, "after", "before") && at == i) return null;
        // "this coming weekend" is the same as the next that comes.
        return new(new CalendarWindow(unit, ahead), end);
    }

    /// <summary>"in December", "next May", "December 2026".</summary>
    private static Parsed<WindowSpec>? Month(Tokens t, int i, bool isCalled = false)
    {
        var (ahead, at) = t.Is(i, "this") ? (0, i + 1) : t.Is(i, "next") ? (1, i + 1) : t.Is(i, "last") ? (-1, i + 1) : (0, i);
        if (Names.Month(t, at) is not { } month) return null;
        var tail = t.Skip(t.Skip(month.End, ","), "of");
        if (NumericDates.Year(t, tail) is { } year) return new(new NamedMonth(month.Value, year), tail + 1);
        if (t.After(month.End, "next", "year") is { } nextYear) return new(new MonthOfYear(month.Value, 1), nextYear);
        if (t.After(month.End, "last", "year") is { } lastYear) return new(new MonthOfYear(month.Value, -1), lastYear);
        return isCalled || at > i || MonthCues.Contains(t[i - 1].Text) ? new(new NamedMonth(month.Value, null, ahead), month.End) : null;
    }

    private static Parsed<WindowSpec>? Year(Tokens t, int i) =>
        NumericDates.Year(t, i) is { } year && t.Is(i - 1, "in", "during", "until", "till", "by", "before", "since", "after", "through", "for") && Boundary.Follows(t, i + 1)
            ? new(new NamedYear(year), i + 1) : null;

    /// <summary>"week" alone says nothing; "the week after next" does.</summary>
    private static bool IsBareUnit(Tokens t, int i) =>
        t.Is(i, "week", "day", "month", "quarter", "year") && t.After(i + 1, "after", "next") is null && t.After(i + 1, "before", "last") is null;

    /// <summary>A bare "weekend" is a window, "weekend trip" a noun.</summary>
    private static bool IsNoun(Tokens t, int i, int end) =>
        t.Is(i, "weekend") && !t.Is(i - 1, "the", "this", "next", "on", "at", "for") && t[end].Kind == TokenKind.Word;
}

/// <summary>"March next year".</summary>
public sealed record MonthOfYear(int Month, int Ahead) : WindowSpec
{
    public override WindowReading On(Reference at) => new NamedMonth(Month, at.Today.Year + Ahead).On(at);
}
