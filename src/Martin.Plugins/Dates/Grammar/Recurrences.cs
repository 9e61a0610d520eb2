namespace Martin.Plugins.Dates.Grammar;

/// <summary>Words that say that something repeats. They are recognised, not yet resolved: what repeats must not be booked once.</summary>
public static class Recurrences
{
    private static readonly HashSet<string> Adverbs =
        ["daily", "weekly", "biweekly", "fortnightly", "monthly", "quarterly", "yearly", "annually", "nightly", "hourly"];

    private static readonly HashSet<string> Repeated =
    [
        "day", "days", "weekday", "weekdays", "workday", "week", "weeks", "weekend", "weekends", "fortnight", "month", "months", "year", "years",
        "quarter", "hour", "hours", "minute", "minutes", "morning", "afternoon", "evening", "night", "mornings", "evenings", "time",
    ];

    private static readonly HashSet<string> Plurals = ["weekdays", "weekends", "mornings", "afternoons", "evenings"];

    /// <summary>The position after the words, or null.</summary>
    public static int? At(Tokens t, int i) => Every(t, i) ?? Times(t, i) ?? Adverb(t, i) ?? Plural(t, i);

    private static int? Every(Tokens t, int i)
    {
        if (!t.Is(i, "every", "each")) return null;
        var at = t.Skip(i + 1, "other", "single");
        at = Numbers.Cardinal(t, at)?.End ?? Numbers.Ordinal(t, at)?.End ?? at;
        if (Names.Weekday(t, at) is { } day) return day.End;
        if (Names.Month(t, at) is { } month) return month.End;
        return Repeated.Contains(t[at].Text) || Names.IsWeekdayPlural(t, at) ? at + 1 : at > i + 2 ? at : null;
    }

    /// <summary>"twice a week", "three times a day".</summary>
    private static int? Times(Tokens t, int i)
    {
        var at = t.Is(i, "once", "twice") ? i + 1 : Numbers.InWords(t, i) is { } n && t.Is(n.End, "times") ? n.End + 1 : i;
        return at > i && t.Is(at, "a", "an", "per", "every", "each") && Repeated.Contains(t[at + 1].Text) ? at + 2 : null;
    }

    /// <summary>"daily at 9", but not "the daily report".</summary>
    private static int? Adverb(Tokens t, int i) =>
        Adverbs.Contains(t[i].Text)
        && (t[i + 1].Kind is TokenKind.None or TokenKind.Mark || t.Is(i + 1, "at", "on", "until", "from", "starting", "for", "please", "in")
            || Clock.IsPlain(t, i + 1))
            ? i + 1 : null;

    private static int? Plural(Tokens t, int i) => Names.IsWeekdayPlural(t, i) || Plurals.Contains(t[i].Text) ? i + 1 : null;
}
