namespace Martin.Plugins.Dates.Grammar;

/// <summary>Days of months: "Dec 3", "3rd of December 2027", "the 15th".</summary>
public static class MonthDays
{
    private const int MostDays = 31;
    private static readonly HashSet<string> AfterOrdinal =
        ["at", "from", "for", "in", "by", "to", "until", "and", "with", "please", "noon", "morning", "afternoon", "evening", "instead", "or",
            "between", "around", "before", "after", "till", "through", "starting", "every", "each"];

    public static Parsed<DaySpec>? At(Tokens t, int i, bool afterWeekday = false) => MonthFirst(t, i) ?? DayFirst(t, i) ?? Bare(t, i, afterWeekday);

    private static Parsed<DaySpec>? MonthFirst(Tokens t, int i)
    {
        if (Names.Month(t, i) is not { } month || DayNumber(t, t.Skip(month.End, "the")) is not { } day || IsTime(t, day.End)) return null;
        return WithYear(t, month.Value, day.Value, day.End);
    }

    private static Parsed<DaySpec>? DayFirst(Tokens t, int i)
    {
        if (DayNumber(t, i) is not { } day) return null;
        var at = t.Skip(t.Skip(day.End, "."), "of");
        return Names.Month(t, at) is { } month ? WithYear(t, month.Value, day.Value, month.End) : null;
    }

    /// <summary>"the 15th", "on the fifteenth": only where no noun follows ("the 2nd meeting").</summary>
    private static Parsed<DaySpec>? Bare(Tokens t, int i, bool afterWeekday)
    {
        if (Numbers.Ordinal(t, i) is not { Value: >= 1 and <= MostDays } day) return null;
        var isCued = t.Is(i - 1, "the", "on", "by", "until") || afterWeekday;
        var isTyped = t[i].Kind == TokenKind.Number;
        var isDated = isTyped || afterWeekday || (t.Is(i - 1, "the") && t.Is(i - 2, "on", "by", "until", "to", "for"));
        if ((t.After(day.End, "of", "next", "month") ?? t.After(day.End, "next", "month")) is { } next && isCued) return new(new RelativeDayOfMonth(day.Value, 1), next);
        if (t.After(day.End, "of", "last", "month") is { } last && isCued) return new(new RelativeDayOfMonth(day.Value, -1), last);
        if (t.After(day.End, "of", "this", "month") is { } own && isCued) return new(new RelativeDayOfMonth(day.Value, 0), own);
        if (t.After(day.End, "of", "the", "month") is { } coming) return new(new DayOfMonth(day.Value), coming);
        var isFree = t[day.End].Kind is TokenKind.None or TokenKind.Mark or TokenKind.Number || AfterOrdinal.Contains(t[day.End].Text)
            || Clock.IsPlain(t, day.End);
        return isCued && isDated && isFree ? new(new DayOfMonth(day.Value), day.End) : null;
    }

    private static Parsed<int>? DayNumber(Tokens t, int i) =>
        (Numbers.Ordinal(t, i) ?? Numbers.Cardinal(t, i)) is { Value: >= 1 and <= MostDays } day ? day : null;

    private static bool IsTime(Tokens t, int i) => t.Is(i, "am", "pm") || (t.Is(i, ":", "h") && t.IsGlued(i));

    private static Parsed<DaySpec> WithYear(Tokens t, int month, int day, int end)
    {
        var at = t.Skip(end, ",");
        return NumericDates.Year(t, at) is { } year && !(at == end && t.Is(at + 1, "hours", "hrs"))
            ? new(new MonthDay(month, day, year), at + 1) : new(new MonthDay(month, day), end);
    }
}
