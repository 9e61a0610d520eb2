using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>Names of weekdays, months and parts of the day, with their abbreviations and common misspellings.</summary>
public static class Names
{
    private static readonly Dictionary<string, IsoDayOfWeek> Weekdays = new()
    {
        ["monday"] = IsoDayOfWeek.Monday, ["mon"] = IsoDayOfWeek.Monday, ["munday"] = IsoDayOfWeek.Monday,
        ["tuesday"] = IsoDayOfWeek.Tuesday, ["tue"] = IsoDayOfWeek.Tuesday, ["tues"] = IsoDayOfWeek.Tuesday, ["teusday"] = IsoDayOfWeek.Tuesday,
        ["wednesday"] = IsoDayOfWeek.Wednesday, ["wed"] = IsoDayOfWeek.Wednesday, ["weds"] = IsoDayOfWeek.Wednesday,
        ["wensday"] = IsoDayOfWeek.Wednesday, ["wednsday"] = IsoDayOfWeek.Wednesday,
        ["thursday"] = IsoDayOfWeek.Thursday, ["thu"] = IsoDayOfWeek.Thursday, ["thur"] = IsoDayOfWeek.Thursday, ["thurs"] = IsoDayOfWeek.Thursday,
        ["friday"] = IsoDayOfWeek.Friday, ["fri"] = IsoDayOfWeek.Friday, ["firday"] = IsoDayOfWeek.Friday,
        ["saturday"] = IsoDayOfWeek.Saturday, ["sat"] = IsoDayOfWeek.Saturday, ["saterday"] = IsoDayOfWeek.Saturday,
        ["sunday"] = IsoDayOfWeek.Sunday, ["sun"] = IsoDayOfWeek.Sunday,
    };

    private static readonly Dictionary<string, int> Months = new()
    {
        ["january"] = 1, ["jan"] = 1, ["february"] = 2, ["feb"] = 2, ["febuary"] = 2, ["march"] = 3, ["mar"] = 3, ["april"] = 4, ["apr"] = 4,
        ["may"] = 5, ["june"] = 6, ["jun"] = 6, ["july"] = 7, ["jul"] = 7, ["august"] = 8, ["aug"] = 8, ["september"] = 9, ["sep"] = 9, ["sept"] = 9,
        ["october"] = 10, ["oct"] = 10, ["november"] = 11, ["nov"] = 11, ["december"] = 12, ["dec"] = 12,
    };

    private static readonly Dictionary<string, DayPart> Parts = new()
    {
        ["morning"] = DayPart.Morning, ["afternoon"] = DayPart.Afternoon, ["evening"] = DayPart.Evening, ["night"] = DayPart.Night,
    };

    /// <summary>Words that are also something else ("I sat in the sun") and need a cue before or after them.</summary>
    private static readonly HashSet<string> Doubtful = ["sat", "sun", "wed"];

    public static Parsed<IsoDayOfWeek>? Weekday(Tokens t, int i)
    {
        if (!Weekdays.TryGetValue(t[i].Text, out var day)) return null;
        if (Doubtful.Contains(t[i].Text)
            && !t.Is(i - 1, "on", "next", "this", "by", "until", "last", "from", "to", "till", "-", "every", "for", "before", "after")
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

    public static Parsed<DayPart>? Part(Tokens t, int i) => Parts.TryGetValue(t[i].Text, out var part) ? new(part, i + 1) : null;
}
