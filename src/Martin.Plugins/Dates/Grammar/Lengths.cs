using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>Lengths of time: "45 minutes", "an hour and a half", "1h30", "two and a half hours", "a couple of weeks".</summary>
public static class Lengths
{
    /// <summary>Longer lengths than a century are taken for something else.</summary>
    private const int MostYears = 100;

    private enum Unit { Second, Minute, Hour, Day, Week, Month, Year }

    private static readonly Dictionary<string, (Unit Unit, int Count)> Units = new()
    {
        ["second"] = (Unit.Second, 1), ["seconds"] = (Unit.Second, 1), ["sec"] = (Unit.Second, 1), ["secs"] = (Unit.Second, 1),
        ["minute"] = (Unit.Minute, 1), ["minutes"] = (Unit.Minute, 1), ["min"] = (Unit.Minute, 1), ["mins"] = (Unit.Minute, 1),
        ["hour"] = (Unit.Hour, 1), ["hours"] = (Unit.Hour, 1), ["hr"] = (Unit.Hour, 1), ["hrs"] = (Unit.Hour, 1), ["h"] = (Unit.Hour, 1),
        ["day"] = (Unit.Day, 1), ["days"] = (Unit.Day, 1), ["week"] = (Unit.Week, 1), ["weeks"] = (Unit.Week, 1),
        ["fortnight"] = (Unit.Week, 2), ["fortnights"] = (Unit.Week, 2),
        ["month"] = (Unit.Month, 1), ["months"] = (Unit.Month, 1), ["year"] = (Unit.Year, 1), ["years"] = (Unit.Year, 1),
    };

    public static Parsed<Period>? At(Tokens t, int i)
    {
        if (One(t, i) is not { } first) return null;
        var (period, end) = first;
        var next = t.Is(end, "and", ",") ? end + 1 : end;
        if (period.HasTimeComponent && One(t, next) is { } second && IsSmaller(second.Value, period))
            (period, end) = (period + second.Value, second.End);
        else if (period is { Hours: > 0, Minutes: 0 } && t.IsGlued(end) && t[end] is { Number: > 0 and < 60, Length: 2 } minutes) // "1h30"
            (period, end) = (period + Period.FromMinutes(minutes.Number), end + 1);
        return IsSensible(period) ? new(period, end) : null;
    }

    /// <summary>The number of minutes of a length without calendar months or years.</summary>
    public static long Minutes(Period period) =>
        (period.Weeks * 7 + period.Days) * NodaConstants.MinutesPerDay + period.Hours * NodaConstants.MinutesPerHour + period.Minutes
        + period.Seconds / NodaConstants.SecondsPerMinute;

    private static Parsed<Period>? One(Tokens t, int i)
    {
        if (Fraction(t, i) is { } fraction) return fraction;
        if (Amount(t, i) is not { } amount) return null;
        var (halves, at) = amount;
        if (t.Is(at, "-")) at++;
        if (!Units.TryGetValue(t[at].Text, out var unit)) return null;
        var end = at + 1;
        if (halves % 2 == 0 && t.After(end, "and", "a", "half") is { } afterHalf
            && !Units.ContainsKey(t[afterHalf].Text))
            (halves, end) = (halves + 1, afterHalf);
        return Of(halves * unit.Count, unit.Unit) is { } period ? new(period, end) : null;
    }

    private static Parsed<Period>? Fraction(Tokens t, int i)
    {
        var start = t.Skip(i, "a");
        if (t.Is(i, "half") && Units.TryGetValue(t[t.Skip(i + 1, "an", "a")].Text, out var half))
            return Of(half.Count, half.Unit) is { } period ? new(period, t.Skip(i + 1, "an", "a") + 1) : null;
        if (t.After(start, "quarter", "of", "an", "hour") is { } quarter) return new(Period.FromMinutes(15), quarter);
        if (t.After(i, "three", "quarters", "of", "an", "hour") is { } quarters) return new(Period.FromMinutes(45), quarters);
        return t.After(i, "a", "half", "hour") is { } halfHour ? new(Period.FromMinutes(30), halfHour) : null;
    }

    /// <summary>An amount in halves: "two and a half" is 5, "1.5" is 3.</summary>
    private static Parsed<int>? Amount(Tokens t, int i)
    {
        if (t.After(i, "a", "couple") is { } couple) return new(4, t.Skip(couple, "of"));
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

    private static bool IsSmaller(Period part, Period whole) =>
        part.HasTimeComponent && !part.HasDateComponent && Minutes(part) < 60 && Minutes(whole) >= 60 && Minutes(whole) % 60 == 0;

    private static bool IsSensible(Period p) =>
        p.Years + p.Months / 12 + p.Days / 365 + p.Hours / 8760 <= MostYears && !p.Equals(Period.Zero);
}
