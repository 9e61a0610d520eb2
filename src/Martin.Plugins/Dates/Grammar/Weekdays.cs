using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>Weekdays: "Friday", "next Friday", "Friday next week", "Monday, Dec 7", "the first Monday of December".</summary>
public static class Weekdays
{
    public static Parsed<DaySpec>? At(Tokens t, int i) => Nth(t, i) ?? OfWeek(t, i) ?? Plain(t, i);

    private static Parsed<DaySpec>? Plain(Tokens t, int i)
    {
        var (which, at) = Said(t, i);
        if (Names.Weekday(t, at) is not { } day) return null;
        var end = day.End;
        if (t.After(end, "after", "next") is { } afterNext) return new(new WeekdaySpec(day.Value, Which.Next, 2), afterNext);
        var tail = t.Skip(end, "of", "in");
        if (t.After(tail, "next", "week") is { } nextWeek) return new(new WeekdaySpec(day.Value, Which.Coming, 1), nextWeek);
        if (t.After(tail, "this", "week") is { } thisWeek) return new(new WeekdaySpec(day.Value, Which.Coming, 0), thisWeek);
        if (t.Is(end, "week") && which == Which.Coming && !t.Is(end + 1, "end", "-"))
            return new(new RelativeDay(new WeekdaySpec(day.Value, Which.Coming), Period.FromDays(7)), end + 1);
        if (which is Which.Coming or Which.This or Which.Next && Date(t, t.Skip(t.Skip(end, ","), "the")) is { } date)
            return new(new CheckedDay(day.Value, date.Value), date.End);
        return new(new WeekdaySpec(day.Value, which), end);
    }

    private static Parsed<DaySpec>? Date(Tokens t, int i) => NumericDates.At(t, i) ?? MonthDays.At(t, i, afterWeekday: true);

    /// <summary>"next week on Tuesday".</summary>
    private static Parsed<DaySpec>? OfWeek(Tokens t, int i)
    {
        var week = t.After(i, "next", "week") is { } next ? (Ahead: 1, Next: next)
            : t.After(i, "this", "week") is { } own ? (Ahead: 0, Next: own)
            : default;
        if (week.Next == 0) return null;
        return Names.Weekday(t, t.Skip(t.Skip(week.Next, ","), "on")) is { } day
            ? new(new WeekdaySpec(day.Value, Which.Coming, week.Ahead), day.End) : null;
    }

    private static Parsed<DaySpec>? Nth(Tokens t, int i)
    {
        var last = t.Is(i, "last");
        if (!last && Numbers.Ordinal(t, i) is not { Value: >= 1 and <= 5 }) return null;
        var count = last ? new(-1, i + 1) : Numbers.Ordinal(t, i)!.Value;
        if (Names.Weekday(t, count.End) is not { } day || !t.Is(day.End, "of", "in")) return null;
        var at = t.Skip(day.End + 1, "the");
        if (Names.Month(t, at) is { } month) return new(new NthWeekday(count.Value, day.Value, month.Value, 0), month.End);
        if (t.After(at, "next", "month") is { } next) return new(new NthWeekday(count.Value, day.Value, null, 1), next);
        return t.After(t.Skip(at, "this"), "month") is { } end ? new(new NthWeekday(count.Value, day.Value, null, 0), end) : null;
    }

    private static (Which Which, int At) Said(Tokens t, int i) =>
        t.Is(i, "this") ? (t.Is(i + 1, "coming") ? (Which.Coming, i + 2) : (Which.This, i + 1))
        : t.Is(i, "next") ? (Which.Next, i + 1)
        : t.Is(i, "coming", "upcoming", "following") ? (Which.Coming, i + 1)
        : t.Is(i, "last", "past") ? (Which.Last, i + 1)
        : (Which.Coming, i);
}
