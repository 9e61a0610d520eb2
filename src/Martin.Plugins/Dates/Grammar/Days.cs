using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>Words that stand for one day.</summary>
public static class Days
{
    private static readonly Dictionary<string, int> Offsets = new()
    {
        ["today"] = 0, ["todays"] = 0, ["tomorrow"] = 1, ["tomorrows"] = 1, ["tomorow"] = 1, ["tommorow"] = 1, ["tommorrow"] = 1, ["tmrw"] = 1,
        ["tmr"] = 1, ["tmw"] = 1, ["yesterday"] = -1,
    };

    private static readonly (string[] Words, MonthDay Day)[] Holidays =
    [
        (["christmas", "eve"], new(12, 24)), (["christmas", "day"], new(12, 25)), (["christmas"], new(12, 25)), (["boxing", "day"], new(12, 26)),
        (["new", "year", "eve"], new(12, 31)), (["new", "years", "eve"], new(12, 31)), (["new", "year", "day"], new(1, 1)),
        (["new", "years", "day"], new(1, 1)), (["halloween"], new(10, 31)), (["valentine", "day"], new(2, 14)), (["valentines", "day"], new(2, 14)),
    ];

    public static Parsed<DaySpec>? At(Tokens t, int i) => FromNowOn(t, i) ?? Beside(t, t.Skip(i, "the")) ?? Own(t, i) ?? Edge(t, t.Skip(i, "the"));

    /// <summary>A day that is not told by another: what "the day after …" may stand on, so that it cannot nest.</summary>
    private static Parsed<DaySpec>? Own(Tokens t, int i)
    {
        var at = t.Skip(i, "the");
        return NumericDates.At(t, i) ?? Weekdays.At(t, at) ?? MonthDays.At(t, at) ?? Named(t, at) ?? Holiday(t, i);
    }

    private static Parsed<DaySpec>? Beside(Tokens t, int i)
    {
        if (!t.Is(i, "day") || !t.Is(i + 1, "after", "before") || Own(t, i + 2) is not { } day) return null;
        return new(new RelativeDay(day.Value, Period.FromDays(t.Is(i + 1, "after") ? 1 : -1)), day.End);
    }

    private static Parsed<DaySpec>? Named(Tokens t, int i)
    {
        if (!Offsets.TryGetValue(t[i].Text, out var days)) return null;
        if (t.After(i + 1, "week") is { } week && days == 1 && !t.Is(week, "end")) return new(new DaysFrom(Period.FromDays(8)), week);
        return new(new DaysFrom(Period.FromDays(days)), i + 1);
    }

    /// <summary>"a week from Friday", "two days from now", "3 weeks ago"; "in two days" belongs to the phrase, which may go on with a time.</summary>
    private static Parsed<DaySpec>? FromNowOn(Tokens t, int i)
    {
        if (Lengths.At(t, i) is not { } length || length.Value.HasTimeComponent) return null;
        if (t.Is(length.End, "ago")) return new(new DaysFrom(Period.Zero - length.Value), length.End + 1);
        if (!t.Is(length.End, "from", "after")) return null;
        if (t.Is(length.End + 1, "now")) return new(new DaysFrom(length.Value), length.End + 2);
        return Own(t, length.End + 1) is { } from ? new(new RelativeDay(from.Value, length.Value), from.End) : null;
    }

    private static Parsed<DaySpec>? Edge(Tokens t, int i)
    {
        var isEnd = t.Is(i, "end");
        if (!isEnd && !t.Is(i, "start", "beginning")) return null;
        if (!t.Is(i + 1, "of")) return null;
        return Windows.Calendar(t, t.Skip(i + 2, "the")) is { } window && t[t.Skip(i + 2, "the")].Text != "day"
            ? new(new EdgeOf(window.Value, isEnd), window.End) : null;
    }

    private static Parsed<DaySpec>? Holiday(Tokens t, int i)
    {
        foreach (var (words, day) in Holidays)
            if (t.After(i, words) is { } end)
                return new(day, end);
        return null;
    }
}
