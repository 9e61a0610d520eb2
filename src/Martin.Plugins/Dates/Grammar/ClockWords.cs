namespace Martin.Plugins.Dates.Grammar;

/// <summary>Words for a time that name no hour: "end of day", "close of business", "first thing".</summary>
public static class ClockWords
{
    /// <summary>The last minute of a day, which is what a task due on that day has.</summary>
    public static readonly ClockTime EndOfDay = new(23, 59) { Note = "the end of the day is read as 23:59; the end of the working day may be meant" };

    private static readonly ClockTime CloseOfBusiness = new(17, 0) { Note = "close of business is read as 17:00" };
    private static readonly ClockTime FirstThing = new(9, 0) { Note = "\"first thing\" is read as 09:00" };

    public static Parsed<ClockTime>? At(Tokens t, int i)
    {
        var at = t.Skip(i, "the");
        if (t.Is(at, "eod")) return new(EndOfDay, at + 1);
        if (t.Is(at, "cob", "eob")) return new(CloseOfBusiness, at + 1);
        if ((t.After(at, "end", "of", "the", "day") ?? t.After(at, "end", "of", "day")) is { } day) return new(EndOfDay, day);
        if ((t.After(at, "close", "of", "business") ?? t.After(at, "end", "of", "business") ?? t.After(at, "close", "of", "play")) is { } close)
            return new(CloseOfBusiness, t.Skip(close, "hours"));
        if (t.After(at, "end", "of", "the", "working", "day") is { } working) return new(CloseOfBusiness, working);
        return t.After(i, "first", "thing") is { } first && IsTimeOf(t, i, first) ? new(FirstThing, first) : null;
    }

    /// <summary>"first thing tomorrow", but not "the first thing I do".</summary>
    private static bool IsTimeOf(Tokens t, int i, int end) =>
        !t.Is(i - 1, "the") && (t[end].Kind is TokenKind.None or TokenKind.Mark || t.Is(end, "next", "this") || t.After(end, "in", "the", "morning") is not null
            || Names.DayOffset(t, end) is not null || Names.Weekday(t, t.Skip(end, "on")) is not null);
}
