using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>The days on which something repeats: "Monday, Wednesday and Friday", "on the 1st and 15th", "except Sunday".</summary>
public static class RepeatDays
{
    private const int MostNamed = 10;

    /// <summary>"Monday and Wednesday", "Mon/Wed/Fri", "Monday to Thursday"; with <paramref name="plural"/> "Mondays".</summary>
    public static Parsed<IReadOnlyList<IsoDayOfWeek>>? List(Tokens t, int i, bool plural)
    {
        var days = new SortedSet<IsoDayOfWeek>();
        var end = i;
        // So many names and no more, so that a long list is not read again and again.
        var named = 0;
        for (var at = i; named++ < MostNamed && Day(t, at, plural && days.Count == 0) is { } day; at = Next(t, end))
        {
            days.Add(day.Value);
            end = day.End;
            if (!t.Is(end, "to", "through", "thru", "-", "–") || Day(t, end + 1, plural: false) is not { } last) continue;
            for (var each = day.Value; each != last.Value; each = (IsoDayOfWeek)((int)each % 7 + 1)) days.Add(each);
            days.Add(last.Value);
            end = last.End;
        }
        return days.Count == 0 ? null : new([.. days], end);
    }

    private static int Next(Tokens t, int end)
    {
        var at = t.Skip(t.Skip(end, ",", "/", "&", "and", "+"), "and", "&");
        return at == end ? -1 : t.Skip(t.Skip(at, "on"), "every", "each");
    }

    /// <param name="plural">Only "Mondays" will do.</param>
    private static Parsed<IsoDayOfWeek>? Day(Tokens t, int i, bool plural) =>
        Names.PluralWeekday(t, i) is { } many ? new(many, i + 1) : plural ? null : Names.Weekday(t, i);

    /// <summary>What follows a period: "weekly on Monday", "monthly on the 1st and 15th", "every year on the last Friday of May" is left to the phrase.</summary>
    public static Parsed<Repeat> After(Tokens t, Parsed<Repeat> said)
    {
        var at = t.Skip(t.Skip(said.End, ","), "on");
        if (said.Value.Frequency == Frequency.Weekly && said.Value.Days.Count == 0 && List(t, at, plural: false) is { } days && (at > said.End || Names.PluralWeekday(t, at) is not null))
            return new(said.Value with { Days = days.Value }, days.End);
        if (said.Value.Frequency != Frequency.Monthly && said.Value.Month is null) return said;
        return at > said.End && OfMonth(t, t.Skip(at, "the"), withEvery: false) is { } inMonth && Names.Month(t, t.Skip(inMonth.End, "of")) is null
            ? new(said.Value with { Days = inMonth.Value.Days, Nths = inMonth.Value.Nths, Position = inMonth.Value.Position, MonthDays = inMonth.Value.MonthDays }, inMonth.End) : said;
    }

    /// <summary>"every day except Sunday".</summary>
    public static Parsed<Repeat> Except(Tokens t, Parsed<Repeat> said)
    {
        var at = t.Skip(said.End, ",");
        if (!t.Is(at, "except", "but", "excluding")) return said;
        at = t.Skip(t.Skip(at + 1, "for", "not"), "on");
        var without = t.Is(at, "weekends") ? new Parsed<IReadOnlyList<IsoDayOfWeek>>([IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday], at + 1) : List(t, at, plural: false);
        if (without is not { } days || said.Value is not { Interval: 1 } || (said.Value.Frequency != Frequency.Daily && said.Value.Days.Count == 0)) return said;
        var all = said.Value.Days.Count > 0 ? said.Value.Days : Enumerable.Range(1, 7).Select(n => (IsoDayOfWeek)n);
        var left = all.Except(days.Value).ToList();
        return left.Count == 0 ? said : new(said.Value with { Frequency = Frequency.Weekly, Days = left }, days.End);
    }

    /// <summary>Days told within a month: "first Monday", "last working day", "15th", "1st and 15th", "last day".</summary>
    /// <param name="withEvery">"of every" or "of each" must follow; it is not taken.</param>
    public static Parsed<Repeat>? OfMonth(Tokens t, int i, bool withEvery)
    {
        var read = NthDay(t, i) ?? Numbered(t, i);
        return read is { } days && (!withEvery || (t.Is(days.End, "of", "in") && t.Is(days.End + 1, "every", "each"))) ? days : null;
    }

    private static Parsed<Repeat>? NthDay(Tokens t, int i)
    {
        if (Weekdays.Count(t, i) is not { } count) return null;
        var counts = new SortedSet<int> { count.Value };
        while (t.Is(count.End, "and", ",", "&") && counts.Count < MostNamed && Weekdays.Count(t, t.Skip(count.End + 1, "the")) is { } further && counts.Add(further.Value)) count = further;
        if (t.Is(count.End, "day") && t.Is(i, "last", "first")) return new(new Repeat(Frequency.Monthly) { MonthDays = [count.Value] }, count.End + 1);
        if (Weekdays.NamedDay(t, count.End) is not { } day) return null;
        return new(day.Value is { } weekday
            ? new Repeat(Frequency.Monthly) { Days = [weekday], Nths = [.. counts] }
            : Repeat.Weekdays with { Frequency = Frequency.Monthly, Position = count.Value, Question = counts.Count > 1 ? "it names more than one weekday of the month" : null }, day.End);
    }

    private static Parsed<Repeat>? Numbered(Tokens t, int i)
    {
        var days = new SortedSet<int>();
        var end = i;
        for (var at = i; days.Count < MostNamed && Numbers.Ordinal(t, at) is { Value: >= 1 and <= 31 } day && !days.Contains(day.Value); at = t.Skip(t.Skip(end, ",", "and", "&"), "and") is var next && next > end ? t.Skip(t.Skip(next, "on"), "the") : -1)
        {
            days.Add(day.Value);
            end = day.End;
        }
        return days.Count == 0 ? null : new(new Repeat(Frequency.Monthly) { MonthDays = [.. days] }, end);
    }
}
