using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>Weekdays: "Friday", "next Friday", "Friday next week", "Monday, Dec 7", "the first Monday of December".</summary>
public static class Weekdays
{
    public static Parsed<DaySpec>? At(Tokens t, int i) => Nth(t, i) ?? Beside(t, i) ?? OfWeek(t, i) ?? Plain(t, i);

    private static Parsed<DaySpec>? Plain(Tokens t, int i)
    {
        var (which, at) = Said(t, i);
        if (Names.Weekday(t, at) is not { } day) return null;
        var end = day.End;
        if (t.After(end, "after", "next") is { } afterNext) return new(new WeekdaySpec(day.Value, Which.Next, 2), afterNext);
        if (t.After(end, "before", "last") is { } beforeLast)
            return new(new RelativeDay(new WeekdaySpec(day.Value, Which.Last), Period.FromDays(-7)), beforeLast);
        var tail = t.Skip(t.Skip(end, ","), "of", "in");
        if (WeekSaid(t, tail) is { } week && which is Which.Coming or Which.This) return new(new WeekdaySpec(day.Value, Which.Coming, week.Value), week.End);
        if (t.Is(end, "week", "fortnight") && which == Which.Coming && !t.Is(end + 1, "end", "-"))
            return new(new RelativeDay(new WeekdaySpec(day.Value, Which.Coming), Period.FromDays(t.Is(end, "week") ? 7 : 14)), end + 1);
        if (which is Which.Coming or Which.This or Which.Next && Date(t, t.Skip(t.Skip(end, ","), "the")) is { } date)
            return new(new CheckedDay(day.Value, date.Value), date.End);
        return new(new WeekdaySpec(day.Value, which), end);
    }

    private static Parsed<DaySpec>? Date(Tokens t, int i) => NumericDates.At(t, i, isCued: true) ?? MonthDays.At(t, i, afterWeekday: true);

    /// <summary>"next week", "this week", "last week", "the week after next".</summary>
    private static Parsed<int>? WeekSaid(Tokens t, int i) =>
        t.After(i, "next", "week") is { } next ? new(1, next)
        : t.After(i, "this", "week") is { } own ? new(0, own)
        : t.After(i, "last", "week") is { } last ? new(-1, last)
        : t.After(t.Skip(i, "the"), "week", "after", "next") is { } afterNext ? new(2, afterNext)
        : null;

    /// <summary>"next week on Tuesday".</summary>
    private static Parsed<DaySpec>? OfWeek(Tokens t, int i) =>
        WeekSaid(t, i) is { } week && Names.Weekday(t, t.Skip(t.Skip(week.End, ","), "on")) is { } day
            ? new(new WeekdaySpec(day.Value, Which.Coming, week.Value), day.End) : null;

    private static Parsed<DaySpec>? Nth(Tokens t, int i)
    {
        if (Count(t, i) is not { } count || NamedDay(t, count.End) is not { } day) return null;
        if (count.Value > 0 && t.After(day.End, "next", "month") is { } ahead) return new(new NthWeekday(count.Value, day.Value, null, 1), ahead);
        if (!t.Is(day.End, "of", "in")) return null;
        var at = t.Skip(day.End + 1, "the");
        if (Names.Month(t, at) is { } month)
        {
            var tail = t.Skip(t.Skip(month.End, ","), "of");
            return NumericDates.Year(t, tail) is { } year ? new(new NthWeekday(count.Value, day.Value, month.Value, 0, year), tail + 1)
                : new(new NthWeekday(count.Value, day.Value, month.Value, 0), month.End);
        }
        if (t.After(at, "next", "month") is { } next) return new(new NthWeekday(count.Value, day.Value, null, 1), next);
        return t.After(t.Skip(at, "this"), "month") is { } end ? new(new NthWeekday(count.Value, day.Value, null, 0), end) : null;
    }

    /// <summary>"first" to "fifth", and "last" as -1.</summary>
    public static Parsed<int>? Count(Tokens t, int i) =>
        t.Is(i, "last", "final") ? new(-1, i + 1) : Numbers.Ordinal(t, i) is { Value: >= 1 and <= 5 } count ? count : null;

    /// <summary>A weekday, or null within for any from Monday to Friday: "the last working day".</summary>
    public static Parsed<IsoDayOfWeek?>? NamedDay(Tokens t, int i)
    {
        if (Names.Weekday(t, i) is { } named) return new(named.Value, named.End);
        if (t.Is(i, "weekday", "workday")) return new(null, i + 1);
        return t.Is(i, "working", "business", "work") && t.Is(i + 1, "day") ? new(null, i + 2) : null;
    }

    /// <summary>"the Friday before Christmas", "the first Monday after 6 January".</summary>
    private static Parsed<DaySpec>? Beside(Tokens t, int i)
    {
        var count = Count(t, i) ?? new Parsed<int>(1, i);
        if (Names.Weekday(t, count.End) is not { } day || !t.Is(day.End, "before", "after", "following")) return null;
        var isBefore = t.Is(day.End, "before");
        if ((count.Value < 0 && !isBefore) || Days.Fixed(t, day.End + 1) is not { } from) return null;
        return new(new WeekdayBeside(day.Value, isBefore ? -Math.Abs(count.Value) : count.Value, from.Value), from.End);
    }

    private static (Which Which, int At) Said(Tokens t, int i) =>
        t.Is(i, "this") ? (t.Is(i + 1, "coming") ? (Which.Coming, i + 2) : t.Is(i + 1, "past", "last") ? (Which.Last, i + 2) : (Which.This, i + 1))
        : t.Is(i, "next") ? (Which.Next, i + 1)
        : t.Is(i, "coming", "upcoming", "following") ? (Which.Coming, i + 1)
        : t.Is(i, "last", "past", "previous") ? (Which.Last, i + 1)
        : (Which.Coming, i);
}
