namespace Martin.Plugins.Dates.Grammar;

/// <summary>Words that stand for several days, or for a stretch from now.</summary>
public static class Windows
{
    private static readonly Dictionary<string, Calendrical> Units = new()
    {
        ["day"] = Calendrical.Day, ["week"] = Calendrical.Week, ["weekend"] = Calendrical.Weekend, ["month"] = Calendrical.Month,
        ["year"] = Calendrical.Year,
    };

    public static Parsed<WindowSpec>? At(Tokens t, int i)
    {
        var at = t.Skip(i, "the");
        if (Rest(t, at) is { } rest) return rest;
        if (t.Is(at, "next", "coming", "following") && !t.Is(at + 1, "a", "an")
            && Lengths.At(t, at + 1) is { } stretch)
            return new(new NextStretch(stretch.Value), stretch.End);
        return Month(t, at)
            ?? (IsBareUnit(t, at) ? null : Calendar(t, at) is { } window && !IsNoun(t, at, window.End) ? window : null);
    }

    /// <summary>"next week", "weekend", "this month", and bare "week" where the words before call for one.</summary>
    public static Parsed<WindowSpec>? Calendar(Tokens t, int i)
    {
        var (ahead, at) = t.Is(i, "this") ? (0, i + 1)
            : t.Is(i, "next", "coming", "following") ? (1, i + 1)
            : t.Is(i, "last", "past") ? (-1, i + 1)
            : (0, i);
        if (!Units.TryGetValue(t[at].Text, out var unit)) return null;
        var end = at + 1;
        if (unit == Calendrical.Week && t.Is(end, "end") && t.IsGlued(end)) (unit, end) = (Calendrical.Weekend, end + 1);
        if (t.After(end, "after", "next") is { } afterNext) (ahead, end) = (2, afterNext);
        else if (t.Is(end, "after") && at == i) return null;
        return new(new CalendarWindow(unit, ahead), end);
    }

    private static Parsed<WindowSpec>? Rest(Tokens t, int i)
    {
        if (t.After(i, "rest", "of") is not { } of) return null;
        var at = t.Skip(of, "the");
        if (t.Is(at, "today")) return new(new RestOf(new(Calendrical.Day, 0)), at + 1);
        return Calendar(t, at) is { Value: CalendarWindow whole } window ? new(new RestOf(whole), window.End) : null;
    }

    /// <summary>"in December", "next May", "December 2026"; a month alone is too often a name or a verb.</summary>
    private static Parsed<WindowSpec>? Month(Tokens t, int i)
    {
        var (ahead, at) = t.Is(i, "this") ? (0, i + 1) : t.Is(i, "next") ? (1, i + 1) : t.Is(i, "last") ? (-1, i + 1) : (0, i);
        if (Names.Month(t, at) is not { } month) return null;
        if (NumericDates.Year(t, month.End) is { } year) return new(new NamedMonth(month.Value, year), month.End + 1);
        return at > i || t.Is(i - 1, "in", "during", "for", "of") ? new(new NamedMonth(month.Value, null, ahead), month.End) : null;
    }

    /// <summary>"week" alone says nothing; "the week after next" does.</summary>
    private static bool IsBareUnit(Tokens t, int i) => t.Is(i, "week", "day", "month", "year") && !t.Is(i + 1, "after");

    /// <summary>A bare "weekend" is a window, "weekend trip" a noun.</summary>
    private static bool IsNoun(Tokens t, int i, int end) =>
        t.Is(i, "weekend") && !t.Is(i - 1, "the", "this", "next", "on", "at", "for") && t[end].Kind == TokenKind.Word;
}
