using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>Names of weekdays, months and parts of the day, with their abbreviations and common misspellings.</summary>
public static class Names
{
    private static readonly Dictionary<string, IsoDayOfWeek> Weekdays = ByName<IsoDayOfWeek>(
        (IsoDayOfWeek.Monday, "monday mon munday mondy moday monady"), (IsoDayOfWeek.Tuesday, "tuesday tue tues teusday tuseday tuesdy tusday tuesady"),
        (IsoDayOfWeek.Wednesday, "wednesday wed weds wensday wednsday wendsday wedensday wednesdy wednseday wenesday wednesay"),
        (IsoDayOfWeek.Thursday, "thursday thu thur thurs thrusday thursdy thusday thurday thirsday"), (IsoDayOfWeek.Friday, "friday fri firday fridy frday firiday"),
        (IsoDayOfWeek.Saturday, "saturday sat saterday satuday saturdy satruday"), (IsoDayOfWeek.Sunday, "sunday sun sundy sudnay"));

    private static readonly Dictionary<string, int> Months = ByName(
        (1, "january jan janury janurary januray"), (2, "february feb febuary feburary febrary februrary"), (3, "march mar"), (4, "april apr aprli"), (5, "may"),
        (6, "june jun"), (7, "july jul"), (8, "august aug agust augest"), (9, "september sep sept septmber setpember septembre"),
        (10, "october oct ocotber octobre"), (11, "november nov novemeber novmber"), (12, "december dec decemeber decmber decembre"));

    private static readonly Dictionary<string, int> Offsets = ByName(
        (0, "today todays tday"), (-1, "yesterday yesteday yesturday"),
        (1, "tomorrow tomorrows tomorow tommorow tommorrow tomorro tomorrrow tomarrow tmorrow tmrw tmrrw tmr tmw"));

    private static readonly Dictionary<string, DayPart> Parts = new()
    {
        ["morning"] = DayPart.Morning, ["mornin"] = DayPart.Morning, ["afternoon"] = DayPart.Afternoon, ["arvo"] = DayPart.Afternoon,
        ["evening"] = DayPart.Evening, ["night"] = DayPart.Night, ["nite"] = DayPart.Night,
    };

    /// <summary>Words that are also something else ("I sat in the sun") and need a cue before or after them.</summary>
    private static readonly HashSet<string> Doubtful = ["sat", "sun", "wed"];

    public static Parsed<IsoDayOfWeek>? Weekday(Tokens t, int i)
    {
        if (!Weekdays.TryGetValue(t[i].Text, out var day)) return null;
        if (Doubtful.Contains(t[i].Text)
            && !t.Is(i - 1, "on", "next", "this", "by", "until", "last", "from", "to", "till", "-", "every", "each", "for", "before", "after")
            && !(t.Is(i - 1, ",", "and", "&", "/") && Weekdays.ContainsKey(t[i - 2].Text))
            && !Clock.IsPlain(t, t.Skip(i + 1, "at", ",", "from")) && !Parts.ContainsKey(t[i + 1].Text) && !(i == 0 && t.Count == 1))
            return null;
        var end = i + 1;
        return new(day, t[i].Length <= 5 && t.Is(end, ".") && t.IsGlued(end) && t[end + 1].Kind != TokenKind.None ? end + 1 : end);
    }

    /// <summary>"Mondays": only ever a recurrence.</summary>
    public static bool IsWeekdayPlural(Tokens t, int i) =>
        t[i].Text.Length > 4 && t[i].Text[^1] == 's' && Weekdays.ContainsKey(t[i].Text[..^1]) && !Weekdays.ContainsKey(t[i].Text);

    public static Parsed<int>? Month(Tokens t, int i)
    {
        if (!Months.TryGetValue(t[i].Text, out var month)) return null;
        return new(month, t[i].Length <= 4 && t.Is(i + 1, ".") && t.IsGlued(i + 1) ? i + 2 : i + 1);
    }

    /// <summary>"today", "tomorrow", "yesterday", as days from today.</summary>
    public static int? DayOffset(Tokens t, int i) => Offsets.TryGetValue(t[i].Text, out var days) ? days : null;

    /// <summary>The weekday that the word is a plural of.</summary>
    public static IsoDayOfWeek? PluralWeekday(Tokens t, int i) => IsWeekdayPlural(t, i) ? Weekdays[t[i].Text[..^1]] : null;

    /// <summary>"mornings".</summary>
    public static DayPart? PluralPart(Tokens t, int i) =>
        t[i].Text.Length > 5 && t[i].Text[^1] == 's' && Parts.TryGetValue(t[i].Text[..^1], out var part) ? part : null;

    public static Parsed<DayPart>? Part(Tokens t, int i) => Parts.TryGetValue(t[i].Text, out var part) ? new(part, i + 1) : null;

    private static Dictionary<string, T> ByName<T>(params ReadOnlySpan<(T Value, string Names)> rows)
    {
        var byName = new Dictionary<string, T>();
        foreach (var (value, names) in rows)
            foreach (var name in names.Split(' '))
                byName.Add(name, value);
        return byName;
    }
}
