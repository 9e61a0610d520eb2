namespace Martin.Plugins.Dates.Grammar;

/// <summary>Dates in figures: "2026-12-03", "3.12.2026", "25/12", "12/03/2026".</summary>
public static class NumericDates
{
    private const int FirstYear = 1900, LastYear = 2199, Century = 2000;

    public static int? Year(Tokens t, int i) => t[i] is { Length: 4, Number: >= FirstYear and <= LastYear } year ? year.Number : null;

    /// <param name="isCued">The words before call for a date: "Friday 3/12", where "3/12" alone may be a fraction.</param>
    public static Parsed<DaySpec>? At(Tokens t, int i, bool isCued = false) =>
        t[i].Kind == TokenKind.Number ? YearFirst(t, i) ?? Dotted(t, i, isCued) ?? Slashed(t, i, isCued) ?? Dashed(t, i) : null;

    /// <summary>A preposition that dates have, or the whole text is this date, a time beside it at most.</summary>
    private static bool IsCued(Tokens t, int i, int end) =>
        t.Is(i - 1, "on", "by", "until", "till", "from", "for", "before", "after", "to", "since", "through", "starting")
        || (i == 0 && (t[end].Kind == TokenKind.None || t.Is(end, "at", "-", "–", "to", "until") || Clock.IsPlain(t, end)));

    private static Parsed<DaySpec>? YearFirst(Tokens t, int i)
    {
        if (Year(t, i) is not { } year || !t.Is(i + 1, "-", "/") || Part(t, i + 1) is not { } month || !t.Is(i + 3, t[i + 1].Text)
            || Part(t, i + 3) is not { } day)
            return null;
        return month is >= 1 and <= 12 && day is >= 1 and <= 31 ? new(new MonthDay(month, day, year), i + 5) : null;
    }

    /// <summary>Points put the day first wherever they are used.</summary>
    private static Parsed<DaySpec>? Dotted(Tokens t, int i, bool isCued)
    {
        if (!t.Is(i + 1, ".") || Part(t, i + 1) is not { } month || !IsDay(t[i].Number) || !IsMonth(month)) return null;
        if (!t.Is(i + 3, ".") || !t.IsGlued(i + 3))
            return t[i + 2].Length == 2 && t.Is(i - 1, "on", "by", "until") && !t.Is(i + 3, "am", "pm", "%") ? new(new MonthDay(month, t[i].Number), i + 3) : null;
        if (t.IsGlued(i + 4) && LongYear(t, i + 4) is { } year) return new(new MonthDay(month, t[i].Number, year), i + 5);
        return isCued || IsCued(t, i, i + 4) ? new(new MonthDay(month, t[i].Number), i + 4) : null;
    }

    private static Parsed<DaySpec>? Slashed(Tokens t, int i, bool isCued)
    {
        if (!t.Is(i + 1, "/") || Part(t, i + 1) is not { } second) return null;
        var first = t[i].Number;
        var year = t.Is(i + 3, "/") && t.IsGlued(i + 3) && t.IsGlued(i + 4) ? LongYear(t, i + 4) : null;
        if (year is null && !isCued && !IsCued(t, i, i + 3)) return null; // "3/4 of it"
        if (year is null && (first, second) is (24, 7)) return null;
        return InEitherOrder(first, second, year, year is null ? i + 3 : i + 5);
    }

    /// <summary>"25-12-2026".</summary>
    private static Parsed<DaySpec>? Dashed(Tokens t, int i) =>
        t[i].Length <= 2 && t.Is(i + 1, "-") && Part(t, i + 1) is { } second && t.Is(i + 3, "-") && t.IsGlued(i + 3) && t.IsGlued(i + 4) && Year(t, i + 4) is { } year
            ? InEitherOrder(t[i].Number, second, year, i + 5) : null;

    private static Parsed<DaySpec>? InEitherOrder(int first, int second, int? year, int end)
    {
        return (IsMonth(first) && IsDay(second), IsDay(first) && IsMonth(second)) switch
        {
            (true, true) => new(new EitherDate(new(first, second, year), new(second, first, year)), end),
            (true, false) => new(new MonthDay(first, second, year), end),
            (false, true) => new(new MonthDay(second, first, year), end),
            _ => null,
        };
    }

    /// <summary>The number glued to the sign at <paramref name="sign"/> on both sides.</summary>
    private static int? Part(Tokens t, int sign) =>
        t.IsGlued(sign) && t.IsGlued(sign + 1) && t[sign + 1] is { Kind: TokenKind.Number, Length: <= 2 } part ? part.Number : null;

    private static int? LongYear(Tokens t, int i) => Year(t, i) ?? (t[i] is { Kind: TokenKind.Number, Length: 2 } two ? Century + two.Number : null);

    private static bool IsMonth(int n) => n is >= 1 and <= 12;

    private static bool IsDay(int n) => n is >= 1 and <= 31;
}
