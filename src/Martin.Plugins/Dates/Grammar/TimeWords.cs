namespace Martin.Plugins.Dates.Grammar;

/// <summary>Words that have to do with time. Beside a date that was read they say that it was not all.</summary>
public static class TimeWords
{
    private static readonly HashSet<string> Words =
    [
        "every", "each", "other", "daily", "weekly", "monthly", "yearly", "quarterly", "once", "twice", "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days",
        "weekday", "weekdays", "week", "weeks", "weekend", "weekends", "fortnight", "month", "months", "quarter", "quarters", "year", "years", "decade", "century", "morning", "mornings", "noon",
        "afternoon", "afternoons", "evening", "evenings", "night", "nights", "tonight", "midnight", "dawn", "dusk", "sunrise", "sunset", "lunchtime", "half", "am", "pm", "early", "late", "later", "earlier", "mid",
        "next", "last", "previous", "past", "ago", "before", "after", "until", "till", "between", "through", "since", "except", "not", "excluding", "few", "several", "couple",
        "beginning", "starting", "ending", "middle", "summer", "autumn", "winter", "now", "soon", "gmt", "utc", "eod", "cob", "easter", "christmas", "advent", "lent", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
    ];

    /// <summary>The first word about time outside of these places of the text, or null.</summary>
    /// <param name="saysTime">A time was read, which a place could put into another zone: "8pm in Tokyo".</param>
    public static string? LeftBeside(Tokens t, int start, int end, bool saysTime)
    {
        for (var i = 0; i < t.Count; i++)
            if ((t[i].End <= start || t[i].Start >= end) && (IsTime(t, i) || (saysTime && t.Is(i - 1, "in") && Zones.IsPlace(t, i))))
                return t[i].Text;
        return null;
    }

    private static bool IsTime(Tokens t, int i) =>
        t[i].Kind == TokenKind.Number || (t.Is(i, "time") && t.Is(i - 1, "this", "same", "that")) || Words.Contains(t[i].Text) || Numbers.Ordinal(t, i) is not null || Numbers.InWords(t, i) is not null
        || Names.Weekday(t, i) is not null || Names.IsWeekdayPlural(t, i) || Names.DayOffset(t, i) is not null
        || (Names.Month(t, i) is not null && !t.Is(i, "may", "march", "mar"));
}
