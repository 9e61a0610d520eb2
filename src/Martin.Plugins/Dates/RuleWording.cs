using System.Globalization;
using Martin.Plugins.Dates.Grammar;
using NodaTime;
using NodaTime.Text;

namespace Martin.Plugins.Dates;

/// <summary>Writes a repetition as an RRULE value (RFC 5545, 3.3.10) and in words.</summary>
internal static class RuleWording
{
    private static readonly string[] DayNames = ["", "MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    private static readonly InstantPattern Utc = InstantPattern.CreateWithInvariantCulture("uuuuMMdd'T'HHmmss'Z'");
    private static readonly LocalDatePattern Day = LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd");

    public static string Stamp(Instant moment) => Utc.Format(moment);

    public static string Stamp(LocalDate day) => Day.Format(day);

    /// <param name="times">Set when it happens more than once on its days.</param>
    public static string Rule(Repeat repeat, IsoDayOfWeek weekStart, IReadOnlyList<LocalTime> times)
    {
        var parts = new List<string> { $"FREQ={repeat.Frequency.ToString().ToUpperInvariant()}" };
        if (repeat.Interval > 1) parts.Add($"INTERVAL={repeat.Interval}");
        // It counts only where a week is left out, and a weekend must stay together.
        var countsWeeks = repeat is { Frequency: Frequency.Weekly, Interval: > 1, Days.Count: > 1 } && !repeat.Days.SequenceEqual(Repeat.Weekends.Days);
        if (countsWeeks && weekStart == IsoDayOfWeek.Sunday) parts.Add("WKST=SU");
        if (repeat.Month is { } month) parts.Add($"BYMONTH={month}");
        if (repeat.MonthDays.Count > 0) parts.Add($"BYMONTHDAY={string.Join(',', repeat.MonthDays)}");
        if (repeat.Days.Count > 0) parts.Add($"BYDAY={string.Join(',', repeat.Days.SelectMany(d => Numbered(repeat, DayNames[(int)d])))}");
        if (repeat.Position is { } position) parts.Add($"BYSETPOS={position}");
        if (times.Count > 0) parts.Add($"BYHOUR={string.Join(',', times.Select(t => t.Hour))};BYMINUTE={times[0].Minute}");
        if (repeat.Minutes.Count > 0) parts.Add($"BYMINUTE={string.Join(',', repeat.Minutes)}");
        return string.Join(';', parts);
    }

    /// <summary>How often it happens within so long; null when the length is no number of its periods.</summary>
    public static int? Count(Repeat repeat, Period length, int perDay)
    {
        var months = length.Months + 12 * length.Years;
        var days = length.Days + 7 * length.Weeks;
        var (periods, perPeriod) = repeat.Frequency switch
        {
            Frequency.Daily when months == 0 => (days, 1),
            Frequency.Weekly when months == 0 && days % 7 == 0 => (days / 7, Math.Max(1, repeat.Days.Count)),
            Frequency.Monthly when days == 0 => (months, repeat.Position is null ? Math.Max(1, Math.Max(repeat.Days.Count * Math.Max(1, repeat.Nths.Count), repeat.MonthDays.Count)) : 1),
            Frequency.Yearly when days == 0 && months % 12 == 0 => (months / 12, 1),
            _ => (0, 0),
        };
        return periods == 0 ? null : (periods + repeat.Interval - 1) / repeat.Interval * perPeriod * perDay;
    }

    /// <summary>"every 2 weeks on Tuesday at 08:00".</summary>
    public static string Words(Repeat repeat, IReadOnlyList<LocalTime> times)
    {
        var unit = repeat.Frequency switch { Frequency.Hourly => "hour", Frequency.Daily => "day", Frequency.Weekly => "week", Frequency.Monthly => "month", _ => "year" };
        var every = repeat.Minutes.Count > 0 ? "every half hour" : repeat.Interval > 1 ? $"every {repeat.Interval} {unit}s" : $"every {unit}";
        var at = times.Count > 0 ? " at " + And(times.Select(t => LocalTimes.Hour(LocalDate.MinIsoValue + t))) : repeat.Part is { } part ? $" in the {part.ToString().ToLowerInvariant()}" : "";
        return every + Days(repeat) + at;
    }

    private static string Days(Repeat repeat)
    {
        var month = repeat.Month is { } number ? $" in {CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(number)}" : "";
        if (repeat.Position is { } position) return $" on the {Ordinal(position)} weekday{month}";
        if (repeat.MonthDays.Count > 0) return $" on {And(repeat.MonthDays.Select(d => d < 0 ? "the last day" : $"day {d}"))}{month}";
        if (repeat.Days.Count == 0) return month;
        var days = And(repeat.Days.Select(d => d.ToString()));
        return repeat.Nths.Count > 0 ? $" on the {And(repeat.Nths.Select(Ordinal))} {days}{month}" : $" on {days}";
    }

    private static IEnumerable<string> Numbered(Repeat repeat, string day) => repeat.Nths.Count == 0 ? [day] : repeat.Nths.Select(n => n.ToString(CultureInfo.InvariantCulture) + day);

    private static string Ordinal(int n) => n switch { -1 => "last", 1 => "first", 2 => "second", 3 => "third", 4 => "fourth", _ => "fifth" };

    private static string And(IEnumerable<string> words)
    {
        var all = words.ToList();
        return all.Count < 2 ? string.Concat(all) : $"{string.Join(", ", all.Take(all.Count - 1))} and {all[^1]}";
    }
}
