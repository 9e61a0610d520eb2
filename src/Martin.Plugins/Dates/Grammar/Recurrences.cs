using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>Words that say that something repeats: "every other Tuesday", "weekdays", "monthly on the 15th", "twice a week".</summary>
public static class Recurrences
{
    private static readonly Dictionary<string, Repeat> Adverbs = new()
    {
        ["hourly"] = new(Frequency.Hourly), ["daily"] = new(Frequency.Daily), ["everyday"] = new(Frequency.Daily), ["weekly"] = new(Frequency.Weekly),
        ["nightly"] = new(Frequency.Daily) { Part = DayPart.Night }, ["fortnightly"] = new(Frequency.Weekly, 2),
        ["biweekly"] = new(Frequency.Weekly, 2) { Note = "biweekly is read as every two weeks, not twice a week" },
        ["monthly"] = new(Frequency.Monthly), ["quarterly"] = new(Frequency.Monthly, 3), ["yearly"] = new(Frequency.Yearly), ["annually"] = new(Frequency.Yearly),
        ["bimonthly"] = new(Frequency.Monthly, 2) { Question = "bimonthly could be every two months or twice a month" },
        ["biannually"] = new(Frequency.Yearly) { Question = "biannually could be twice a year or every two years" },
        ["biennially"] = new(Frequency.Yearly, 2),
    };

    /// <summary>The repetition, or null. Everything that it begins to read it also takes, so that a long list is read once.</summary>
    public static Parsed<Repeat>? At(Tokens t, int i)
    {
        var at = t.Skip(i, "on", "in", "at");
        return Every.At(t, t.Skip(i, "on", "once")) ?? NthOfEvery(t, at) ?? TimesPer(t, i) ?? Adverb(t, i) ?? Plural(t, at) ?? NextSeveral(t, i);
    }

    /// <summary>"the first Monday of every month", "on the 15th of each month", "the last day of every month".</summary>
    private static Parsed<Repeat>? NthOfEvery(Tokens t, int i)
    {
        if (RepeatDays.OfMonth(t, t.Skip(i, "the"), withEvery: true) is not { } days) return null;
        return Every.Period(t, days.End + 2) is { Value: { Frequency: Frequency.Monthly or Frequency.Yearly } period } every && Fits(period, days.Value)
            ? new(days.Value with { Frequency = period.Frequency, Interval = period.Interval, Month = period.Month,
                Question = t.Is(every.End - 1, "quarter") ? "it does not say which month of the quarter" : null }, every.End) : null;
    }

    /// <summary>"of every month" or "of every May", not "of every year".</summary>
    private static bool Fits(Repeat period, Repeat days) => (period.Frequency == Frequency.Monthly || period.Month is not null) && days.Frequency == Frequency.Monthly;

    /// <summary>"twice a week", "three times a day", "once a month", "two days a week".</summary>
    private static Parsed<Repeat>? TimesPer(Tokens t, int i)
    {
        var times = t.Is(i, "once") ? new(1, i + 1) : t.Is(i, "twice") ? new(2, i + 1) : t.Is(i, "thrice") ? new Parsed<int>(3, i + 1) : (Parsed<int>?)null;
        if (times is null && Numbers.Cardinal(t, i) is { Value: > 0 and <= 31 } n && t.Is(n.End, "times", "days", "nights", "evenings", "mornings", "x")) times = new(n.Value, n.End + 1);
        if (times is not { } said || !t.Is(said.End, "a", "an", "per", "every", "each") || Every.Unit(t, said.End + 1) is not { } unit) return null;
        return RepeatDays.After(t, new(unit.Value with { Times = said.Value }, unit.End));
    }

    /// <summary>"daily at 9", but not "the daily report".</summary>
    private static Parsed<Repeat>? Adverb(Tokens t, int i)
    {
        var (alternate, at) = t.Is(i, "bi") && t.Is(i + 1, "-") ? ("bi", i + 2) : ("", i);
        if (!Adverbs.TryGetValue(alternate + t[at].Text, out var repeat)) return null;
        var isFree = t[at + 1].Kind is TokenKind.None or TokenKind.Mark || Clock.IsPlain(t, at + 1) || Names.PluralWeekday(t, at + 1) is not null
            || t.Is(at + 1, "at", "on", "until", "till", "through", "from", "starting", "beginning", "for", "please", "in", "except", "between");
        return isFree ? RepeatDays.Except(t, RepeatDays.After(t, new(repeat, at + 1))) : null;
    }

    /// <summary>"Mondays and Wednesdays", "weekdays", "Tuesday evenings", "mornings".</summary>
    private static Parsed<Repeat>? Plural(Tokens t, int i)
    {
        // "the last two Fridays", "three weekends" are no rule.
        if (Numbers.Cardinal(t, i - 1) is not null || t.Is(i - 1, "last", "past", "next", "few", "these", "those", "several", "of", "both", "couple")) return null;
        if (t.Is(i, "weekday", "weekend") && Names.PluralPart(t, i + 1) is { } part)
            return new((t.Is(i, "weekday") ? Repeat.Weekdays : Repeat.Weekends) with { Part = part }, i + 2);
        if (t.Is(i, "weekdays", "workdays")) return RepeatDays.Except(t, new(Repeat.Weekdays with { Part = Names.Part(t, i + 1)?.Value }, Names.Part(t, i + 1)?.End ?? i + 1));
        if (t.Is(i, "weekends")) return new(Repeat.Weekends, i + 1);
        if (Names.PluralPart(t, i) is { } daily) return t.Is(i - 1, "the", "in", "on") || t[i - 1].Kind != TokenKind.Word ? new(new Repeat(Frequency.Daily) { Part = daily }, i + 1) : null;
        if (Names.Weekday(t, i) is { } single && Names.PluralPart(t, single.End) is { } of) return new(Repeat.On(single.Value) with { Part = of }, single.End + 1);
        return RepeatDays.List(t, i, plural: true) is { } days
            ? new(Repeat.On(days.Value) with { Part = Names.PluralPart(t, days.End) ?? Names.Part(t, days.End)?.Value }, Names.PluralPart(t, days.End) is null ? Names.Part(t, days.End)?.End ?? days.End : days.End + 1)
            : null;
    }

    /// <summary>"the next three Fridays".</summary>
    private static Parsed<Repeat>? NextSeveral(Tokens t, int i)
    {
        var at = t.Skip(t.Skip(i, "for", "on"), "the");
        if (!t.Is(at, "next", "coming") || Numbers.Cardinal(t, at + 1) is not { Value: > 0 and <= 100 } n || Names.PluralWeekday(t, n.End) is not { } day) return null;
        return new(Repeat.On(day) with { Count = n.Value }, n.End + 1);
    }
}
