namespace Martin.Plugins.Dates.Grammar;

/// <summary>Weeks and weekends told by a number, a month or a day: "week 12", "the second week of December", "the weekend before Christmas".</summary>
public static class Weeks
{
    public static Parsed<WindowSpec>? At(Tokens t, int i) => Numbered(t, i) ?? OfMonth(t, i) ?? Beside(t, i) ?? OfHoliday(t, i);

    private static Parsed<WindowSpec>? Numbered(Tokens t, int i)
    {
        var at = t.Is(i, "cw", "kw", "wk") ? i + 1 : t.Is(t.Skip(i, "calendar", "iso"), "week") ? t.Skip(i, "calendar", "iso") + 1 : -1;
        at = t.Skip(t.Skip(at, "number", "no", "#"), ".");
        if (at < 1 || t[at] is not { Kind: TokenKind.Number, Number: >= 1 and <= 53, Length: <= 2 } number) return null;
        var tail = t.Skip(t.Skip(at + 1, ","), "of", "in");
        if (NumericDates.Year(t, tail) is { } year) return new(new NumberedWeek(number.Number, year), tail + 1);
        return tail == at + 1 && Boundary.Follows(t, at + 1) ? new(new NumberedWeek(number.Number, null), at + 1) : null;
    }

    private static Parsed<WindowSpec>? OfMonth(Tokens t, int i)
    {
        var count = t.Is(i, "last", "final") ? new Parsed<int>(-1, i + 1) : Numbers.Ordinal(t, i);
        if (count is not { Value: -1 or (>= 1 and <= 5) } n || !t.Is(n.End, "week") || !t.Is(n.End + 1, "of", "in")) return null;
        return Windows.Whole(t, n.End + 2) is { Value: NamedMonth or MonthOfYear or CalendarWindow { Unit: Calendrical.Month or Calendrical.Year } or NamedYear } whole
            ? new(new WeekOfMonth(n.Value, whole.Value), whole.End) : null;
    }

    private static Parsed<WindowSpec>? Beside(Tokens t, int i)
    {
        if (!t.Is(i, "week", "weekend") || !t.Is(i + 1, "after", "before", "of", "following")) return null;
        var beside = t.Is(i + 1, "of") ? 0 : t.Is(i + 1, "before") ? -1 : 1;
        return Days.Fixed(t, i + 2) is { } day ? new(new WeekBeside(day.Value, beside, t.Is(i, "weekend")), day.End) : null;
    }

    private static Parsed<WindowSpec>? OfHoliday(Tokens t, int i)
    {
        if (Holidays.At(t, i) is not { } holiday) return null;
        if (t.Is(holiday.End, "week")) return new(new WeekBeside(holiday.Value, 0, IsWeekend: false), holiday.End + 1);
        return t.Is(holiday.End, "weekend") && holiday.Value is HolidaySpec day ? new(new LongWeekend(day), holiday.End + 1) : null;
    }
}
