using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>"every …": "every day", "every other Tuesday", "every 2 weeks on Friday", "every March 3".</summary>
public static class Every
{
    private static readonly Dictionary<string, Repeat> Units = new()
    {
        ["hour"] = new(Frequency.Hourly), ["hours"] = new(Frequency.Hourly), ["day"] = new(Frequency.Daily), ["days"] = new(Frequency.Daily),
        ["morning"] = Daily(DayPart.Morning), ["afternoon"] = Daily(DayPart.Afternoon), ["evening"] = Daily(DayPart.Evening), ["night"] = Daily(DayPart.Night),
        ["mornings"] = Daily(DayPart.Morning), ["afternoons"] = Daily(DayPart.Afternoon), ["evenings"] = Daily(DayPart.Evening), ["nights"] = Daily(DayPart.Night),
        ["weekday"] = Repeat.Weekdays, ["weekdays"] = Repeat.Weekdays, ["workday"] = Repeat.Weekdays, ["workdays"] = Repeat.Weekdays,
        ["weekend"] = Repeat.Weekends, ["weekends"] = Repeat.Weekends, ["week"] = new(Frequency.Weekly), ["weeks"] = new(Frequency.Weekly),
        ["fortnight"] = new(Frequency.Weekly, 2), ["month"] = new(Frequency.Monthly), ["months"] = new(Frequency.Monthly),
        ["quarter"] = new(Frequency.Monthly, 3), ["quarters"] = new(Frequency.Monthly, 3), ["year"] = new(Frequency.Yearly), ["years"] = new(Frequency.Yearly),
    };

    private const string TooOften = "a series repeats every half hour at most";

    private static Repeat Daily(DayPart part) => new(Frequency.Daily) { Part = part };

    public static Parsed<Repeat>? At(Tokens t, int i)
    {
        if (!t.Is(i, "every", "each")) return null;
        var at = t.Skip(i + 1, "single");
        return Days(t, at) ?? OfMonth(t, at) ?? OfYear(t, at) ?? Counted(t, at) ?? Vague(t, at);
    }

    /// <summary>"every month" of "the first Monday of every month", and "every May".</summary>
    public static Parsed<Repeat>? Period(Tokens t, int i)
    {
        if (Names.Month(t, i) is { } month) return new(new Repeat(Frequency.Yearly) { Month = month.Value }, month.End);
        var (interval, at) = Interval(t, i);
        return Unit(t, at) is { } unit ? new(unit.Value with { Interval = unit.Value.Interval * interval }, unit.End) : null;
    }

    public static Parsed<Repeat>? Unit(Tokens t, int i)
    {
        if (t.Is(i, "working", "business", "work") && t.Is(i + 1, "day", "days")) return new(Repeat.Weekdays, i + 2);
        return Units.TryGetValue(t[i].Text, out var unit) ? new(unit, i + 1) : null;
    }

    /// <summary>"other", "2", "second", "couple of".</summary>
    private static (int Interval, int At) Interval(Tokens t, int i)
    {
        if (t.Is(i, "other", "alternate")) return (2, i + 1);
        if (t.Is(i, "couple") && t.Is(i + 1, "of")) return (2, i + 2);
        if ((Numbers.Ordinal(t, i) ?? Numbers.Cardinal(t, i)) is not { Value: >= 1 and <= 999 } n) return (1, i);
        return (n.Value, t.Skip(n.End, "-"));
    }

    /// <summary>"every Monday and Wednesday", "every other Tuesday", "every third Thursday".</summary>
    private static Parsed<Repeat>? Days(Tokens t, int i)
    {
        var (interval, at) = Interval(t, i);
        if (RepeatDays.List(t, at, plural: false) is not { } days) return null;
        var isOrdinal = Numbers.Ordinal(t, i) is not null;
        if (isOrdinal && (interval == 1 || t.Is(days.End, "of", "in"))) return null;
        var nth = $"\"every {t.Slice(i, days.End)}\" could be each {Ordinal(interval)} {days.Value[0]} of a month or every {interval} weeks";
        var repeat = Repeat.On(days.Value) with { Interval = interval, Question = isOrdinal ? nth : null };
        var ending = Names.Part(t, days.End);
        return RepeatDays.Except(t, new(repeat with { Part = ending?.Value }, ending?.End ?? days.End));
    }

    /// <summary>"every first Monday of the month", "every 15th", "every month on the 15th" is read by what follows.</summary>
    private static Parsed<Repeat>? OfMonth(Tokens t, int i)
    {
        if (RepeatDays.OfMonth(t, i, withEvery: false) is not { } days) return null;
        if (Names.Month(t, t.Skip(days.End, "of", "in")) is { } month) return new(days.Value with { Frequency = Frequency.Yearly, Month = month.Value }, month.End);
        if ((t.After(days.End, "of", "the", "month") ?? t.After(days.End, "in", "the", "month")) is { } ofMonth) return new(days.Value, ofMonth);
        if (days.Value.Nths is [1 or -1] or [_, _, ..] || days.Value.Position is 1 or -1) return new(days.Value with { Note = "read as of each month" }, days.End);
        return t[i].Kind == TokenKind.Number && Unit(t, days.End) is null && Boundary.Follows(t, days.End) ? new(days.Value, days.End) : null;
    }

    /// <summary>"every March 3", "every Christmas", "every January".</summary>
    private static Parsed<Repeat>? OfYear(Tokens t, int i)
    {
        if (MonthDays.At(t, i) is { Value: MonthDay { Year: null } date } day)
            return new(new Repeat(Frequency.Yearly) { Month = date.Month, MonthDays = [date.Day] }, day.End);
        if (Holidays.At(t, i) is { Value: HolidaySpec { Year: null } holiday } named)
            return new((holiday.Rule.Yearly ?? new Repeat(Frequency.Yearly) { Question = $"{holiday.Name} moves in a way that no rule of a series can say" }) with { Note = holiday.Note }, named.End);
        return Names.Month(t, i) is { } month
            ? RepeatDays.After(t, new(new Repeat(Frequency.Yearly) { Month = month.Value }, month.End)) : null;
    }

    private static Parsed<Repeat>? Counted(Tokens t, int i)
    {
        if (Minutes(t, i) is { } minutes) return minutes;
        var (interval, at) = Interval(t, i);
        if (Unit(t, at) is not { } unit) return null;
        var repeat = unit.Value with { Interval = unit.Value.Interval * interval };
        // Every second weekday or weekend is nothing that a rule can say of single days.
        if (interval > 1 && ReferenceEquals(unit.Value, Repeat.Weekdays)) repeat = repeat with { Question = $"it does not say which days \"every {t.Slice(i, unit.End)}\" are" };
        var named = repeat.Part is null ? Names.Part(t, unit.End) : null;
        return RepeatDays.Except(t, RepeatDays.After(t, new(repeat with { Part = repeat.Part ?? named?.Value }, named?.End ?? unit.End)));
    }

    /// <summary>"every half hour", "every 15 minutes": a series begins anew each hour, so that it must fit into one.</summary>
    private static Parsed<Repeat>? Minutes(Tokens t, int i)
    {
        var at = t.Skip(i, "half");
        if (t.Is(i, "quarter") && t.Is(i + 1, "hour", "of")) return new(new Repeat(Frequency.Hourly) { Question = TooOften }, i + 2);
        if (at > i && t.Is(t.Skip(at, "an", "-"), "hour")) return new(new Repeat(Frequency.Hourly) { Minutes = [0, 30] }, t.Skip(at, "an", "-") + 1);
        var (interval, unit) = Interval(t, i);
        if (!t.Is(unit, "minute", "minutes", "min", "mins", "second", "seconds")) return null;
        if (interval == 30 && t.Is(unit, "minutes", "min", "mins")) return new(new Repeat(Frequency.Hourly) { Minutes = [0, 30] }, unit + 1);
        if (interval == 60 && t.Is(unit, "minutes", "min", "mins")) return new(new Repeat(Frequency.Hourly), unit + 1);
        return new(new Repeat(Frequency.Hourly) { Question = TooOften }, unit + 1);
    }

    /// <summary>"every few days", "every time".</summary>
    private static Parsed<Repeat>? Vague(Tokens t, int i)
    {
        if (t.Is(i, "few", "several", "some") && Unit(t, i + 1) is { } unit) return new(unit.Value with { Question = "it does not say how often" }, unit.End);
        var end = t.Is(i, "time") ? i + 1 : Lengths.At(t, i)?.End;
        return end is { } at ? new(new Repeat(Frequency.Daily) { Question = "it does not say how often" }, at) : null;
    }

    private static string Ordinal(int n) => n switch { 1 => "first", 2 => "second", 3 => "third", 4 => "fourth", _ => $"{n}th" };
}
