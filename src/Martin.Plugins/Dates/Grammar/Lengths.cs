using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>Lengths of time: "45 minutes", "an hour and a half", "1h30", "two and a half hours", "a couple of weeks", "two years and three months".</summary>
public static class Lengths
{
    /// <summary>Longer lengths than a century are taken for something else.</summary>
    private const int MostYears = 100;

    private const int MinutesPerQuarter = 15;

    private enum Unit { Second, Minute, Hour, Day, Week, Month, Year }

    private readonly record struct Part(Period Period, Unit Unit);

    private static readonly Dictionary<string, (Unit Unit, int Count)> Units = new()
    {
        ["second"] = (Unit.Second, 1), ["seconds"] = (Unit.Second, 1), ["sec"] = (Unit.Second, 1), ["secs"] = (Unit.Second, 1),
        ["minute"] = (Unit.Minute, 1), ["minutes"] = (Unit.Minute, 1), ["min"] = (Unit.Minute, 1), ["mins"] = (Unit.Minute, 1), ["minuets"] = (Unit.Minute, 1),
        ["hour"] = (Unit.Hour, 1), ["hours"] = (Unit.Hour, 1), ["hr"] = (Unit.Hour, 1), ["hrs"] = (Unit.Hour, 1), ["h"] = (Unit.Hour, 1),
        ["day"] = (Unit.Day, 1), ["days"] = (Unit.Day, 1), ["week"] = (Unit.Week, 1), ["weeks"] = (Unit.Week, 1), ["wks"] = (Unit.Week, 1),
        ["fortnight"] = (Unit.Week, 2), ["fortnights"] = (Unit.Week, 2),
        ["month"] = (Unit.Month, 1), ["months"] = (Unit.Month, 1), ["year"] = (Unit.Year, 1), ["years"] = (Unit.Year, 1), ["yrs"] = (Unit.Year, 1),
    };

    public static Parsed<Period>? At(Tokens t, int i)
    {
        if (One(t, i) is not { } first) return null;
        var (period, unit, end) = (first.Value.Period, first.Value.Unit, first.End);
        // Each unit is smaller than the one before, so that this ends soon.
        while (One(t, t.Is(end, "and") || (t.Is(end, ",") && unit <= Unit.Hour) ? end + 1 : end) is { } next && next.Value.Unit < unit && IsRest(next.Value))
            (period, unit, end) = (period + next.Value.Period, next.Value.Unit, next.End);
        var isShort = t.IsGlued(end) || (t.IsGlued(end + 1) && t.Is(end + 1, "m"));
        if (unit == Unit.Hour && period.Minutes == 0 && isShort && t[end] is { Number: >= 0 and < 60, Length: 2 } minutes) // "1h30", "1h 30m"
            (period, end) = (period + Period.FromMinutes(minutes.Number), t.IsGlued(end + 1) ? t.Skip(end + 1, "m", "min") : end + 1);
        return IsSensible(period) ? new(period, AfterTime(t, end)) : null;
    }

    /// <summary>The number of minutes of a length without calendar months or years.</summary>
    public static long Minutes(Period period) =>
        (period.Weeks * 7 + period.Days) * NodaConstants.MinutesPerDay + period.Hours * NodaConstants.MinutesPerHour + period.Minutes
        + period.Seconds / NodaConstants.SecondsPerMinute;

    /// <summary>"two weeks' time".</summary>
    private static int AfterTime(Tokens t, int end)
    {
        var at = t.Skip(end, "'", "’");
        return t.Is(at, "time") ? at + 1 : end;
    }

    private static Parsed<Part>? One(Tokens t, int i)
    {
        if (Fraction(t, i) is { } fraction) return fraction;
        if (DecimalHours(t, i) is { } hours) return hours;
        if (Amount(t, i) is not { } amount) return null;
        var (halves, at) = amount;
        if (t.Is(at, "-")) at++;
        if (!Units.TryGetValue(t[at].Text, out var unit)) return null;
        var end = at + 1;
        if (halves % 2 == 0 && t.After(end, "and", "a", "half") is { } afterHalf
            && !Units.ContainsKey(t[afterHalf].Text))
            (halves, end) = (halves + 1, afterHalf);
        if (Of(halves * unit.Count, unit.Unit) is not { } period) return null;
        if (unit.Unit == Unit.Hour && t.After(end, "and", "a", "quarter") is { } afterQuarter && !t.Is(afterQuarter, "to", "past"))
            (period, end) = (period + Period.FromMinutes(MinutesPerQuarter), afterQuarter);
        return new(new(period, unit.Unit), end);
    }

    private static Parsed<Part>? Fraction(Tokens t, int i)
    {
        if (t.Is(i, "half") && Units.TryGetValue(t[t.Skip(i + 1, "an", "a")].Text, out var half))
            return Of(half.Count, half.Unit) is { } period ? new(new(period, half.Unit), t.Skip(i + 1, "an", "a") + 1) : null;
        var start = t.Skip(i, "a");
        if ((t.After(start, "quarter", "of", "an", "hour") ?? t.After(start, "quarter", "hour")) is { } quarter) return Hours(1, quarter);
        var three = t.Skip(t.Skip(i, "three"), "-");
        if (t.Is(i, "three") && t.Is(three, "quarter", "quarters") && t.After(three + 1, "of", "an", "hour") is { } quarters) return Hours(3, quarters);
        return t.After(i, "a", "half", "hour") is { } halfHour ? Hours(2, halfHour) : null;
    }

    private static Parsed<Part> Hours(int quarters, int end) => new(new(Period.FromMinutes(quarters * MinutesPerQuarter), Unit.Hour), end);

    /// <summary>"1.25 hours": whole minutes only.</summary>
    private static Parsed<Part>? DecimalHours(Tokens t, int i)
    {
        if (t[i] is not { Kind: TokenKind.Number, Number: >= 0 and < 1000 } whole || !t.Is(i + 1, ".") || !t.IsGlued(i + 1) || !t.IsGlued(i + 2)) return null;
        if (t[i + 2] is not { Kind: TokenKind.Number, Length: 2, Number: >= 0 } cents || !Units.TryGetValue(t[t.Skip(i + 3, "-")].Text, out var unit) || unit.Unit != Unit.Hour) return null;
        var hundredths = (whole.Number * 100 + cents.Number) * 60;
        return hundredths % 100 == 0 ? new(new(Period.FromMinutes(hundredths / 100), Unit.Minute), t.Skip(i + 3, "-") + 1) : null;
    }

    /// <summary>An amount in halves: "two and a half" is 5, "1.5" is 3.</summary>
    private static Parsed<int>? Amount(Tokens t, int i)
    {
        if (t.After(i, "a", "couple") is { } couple) return new(4, t.Skip(couple, "of"));
        if (t.Is(i, "couple") && t.Is(i + 1, "of")) return new(4, i + 2);
        if (t.Is(i, "a", "an")) return new(2, i + 1);
        if (Numbers.Cardinal(t, i) is not { Value: < 100_000 } n) return null;
        if (t.After(n.End, "and", "a", "half") is { } afterHalf && Units.ContainsKey(t[afterHalf].Text)) return new(n.Value * 2 + 1, afterHalf);
        if (t.Is(n.End, ".", ",") && t.IsGlued(n.End) && t.IsGlued(n.End + 1) && t[n.End + 1].Kind == TokenKind.Number)
            return t[n.End + 1].Text == "5" ? new(n.Value * 2 + 1, n.End + 2) : null;
        return new(n.Value * 2, n.End);
    }

    private static Period? Of(int halves, Unit unit) => (unit, halves % 2 == 0) switch
    {
        (Unit.Second, true) => Period.FromSeconds(halves / 2),
        (Unit.Minute, true) => Period.FromMinutes(halves / 2),
        (Unit.Minute, false) => Period.FromSeconds(halves * 30L),
        (Unit.Hour, true) => Period.FromHours(halves / 2),
        (Unit.Hour, false) => Period.FromMinutes(halves * 30L),
        (Unit.Day, true) => Period.FromDays(halves / 2),
        (Unit.Day, false) => Period.FromHours(halves * 12L),
        (Unit.Week, true) => Period.FromDays(halves / 2 * 7),
        (Unit.Month, true) => Period.FromMonths(halves / 2),
        (Unit.Year, true) => Period.FromYears(halves / 2),
        (Unit.Year, false) => Period.FromMonths(halves * 6),
        _ => null,
    };

    /// <summary>Less than the unit before it: "and 90 minutes" after an hour is another length.</summary>
    private static bool IsRest(Part part) => part.Unit switch
    {
        Unit.Second or Unit.Minute => Minutes(part.Period) < 60,
        Unit.Hour => Minutes(part.Period) < NodaConstants.MinutesPerDay,
        Unit.Month => part.Period.Months < 12,
        _ => part.Period.Days < 31,
    };

    private static bool IsSensible(Period p) =>
        p.Years + p.Months / 12 + p.Days / 365 + p.Hours / 8760 <= MostYears && !p.Equals(Period.Zero);
}
