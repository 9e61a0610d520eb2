using System.Globalization;
using Martin.Plugins.Rules;
using Martin.Plugins.Tools;
using NodaTime;

namespace Martin.Plugins.Calendar.Series;

/// <summary>A recurrence as the user reads it: "every 2 weeks on Monday and Friday, 10 times". What has no words yet stands as it was given, and nothing is left out.</summary>
internal static class RecurrenceWords
{
    /// <summary>Dates that are named one by one; more are counted.</summary>
    private const int NamedDates = 5;

    private static readonly string[] DayNames = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    private static readonly string[] WorkDays = ["MO", "TU", "WE", "TH", "FR"];

    public static string Of(Recurrence recurrence, EventSpan span, ToolContext context)
    {
        var parts = new List<string>();
        if (recurrence.Rule is { } rule) parts.Add(Rule(rule, span, context));
        if (recurrence.Added.Count > 0) parts.Add($"also on {Dates(recurrence.Added, span, context)}");
        if (recurrence.Left.Count > 0) parts.Add($"not on {Dates([.. recurrence.Left.Order()], span, context)}");
        return string.Join(", ", parts);
    }

    private static string Rule(RuleText rule, EventSpan span, ToolContext context)
    {
        var parts = rule.Pattern.Split(';').Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);
        // The week's beginning matters only where weeks are left out.
        if (parts.GetValueOrDefault("INTERVAL") is null or "1") parts.Remove("WKST");
        var words = Every(parts) + Days(parts) + Months(parts) + Times(parts);
        if (parts.Remove("WKST", out var start)) words += $", weeks from {Day(start)} on";
        if (parts.Count > 0) words += $" ({string.Join(';', parts.Select(p => $"{p.Key}={p.Value}"))})";
        if (rule.Count is { } count) words += count == 1 ? ", once" : $", {count.ToString(CultureInfo.InvariantCulture)} times";
        if (rule.Until is { } until) words += $", until {ToolTimes.Day(rule.UntilIsUtc && !span.IsAllDay ? Zones.ToLocal(new DateTimeOffset(until.ToDateTimeUnspecified(), TimeSpan.Zero), context.TimeZone) : until, context)}";
        return words;
    }

    private static string Every(Dictionary<string, string> parts)
    {
        parts.Remove("FREQ", out var frequency);
        var unit = frequency switch { "HOURLY" => "hour", "DAILY" => "day", "WEEKLY" => "week", "MONTHLY" => "month", _ => "year" };
        return Taken(parts, "INTERVAL") is { } interval and not "1" ? $"every {interval} {unit}s" : $"every {unit}";
    }

    private static string Days(Dictionary<string, string> parts)
    {
        var words = "";
        if (Taken(parts, "BYMONTHDAY") is { } days) words += $" on {And(days.Split(',').Select(d => d[0] == '-' ? d == "-1" ? "the last day" : $"day {d[1..]} from the end" : $"day {d.TrimStart('+')}"))}";
        if (!parts.TryGetValue("BYDAY", out var named)) return words;
        var all = named.Split(',');
        if (parts.GetValueOrDefault("BYSETPOS") is { } position)
        {
            if (Ordinal(position) is not { } place) return words;  // said with what is left
            parts.Remove("BYSETPOS");
            words += $" on the {place} {(all.ToHashSet().SetEquals(WorkDays) ? "weekday" : $"of {And(all.Select(Day))}")}";
        }
        else words += $" on {And(all.Select(Day))}";
        parts.Remove("BYDAY");
        return words;
    }

    private static string Months(Dictionary<string, string> parts) =>
        Taken(parts, "BYMONTH") is { } months ? $" in {And(months.Split(',').Select(m => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(int.Parse(m, CultureInfo.InvariantCulture))))}" : "";

    private static string Times(Dictionary<string, string> parts)
    {
        if (!parts.TryGetValue("BYHOUR", out var hours)) return "";
        var minutes = parts.GetValueOrDefault("BYMINUTE")?.Split(',') ?? ["0"];
        parts.Remove("BYHOUR");
        parts.Remove("BYMINUTE");
        return $" at {And(hours.Split(',').SelectMany(h => minutes.Select(m => $"{Two(h)}:{Two(m)}")))}";
    }

    /// <summary>"Monday", "the first Monday", "the second last Monday".</summary>
    private static string Day(string day)
    {
        var name = ((IsoDayOfWeek)(Array.IndexOf(DayNames, day[^2..]) + 1)).ToString();
        return day.Length == 2 ? name : Ordinal(day[..^2]) is { } place ? $"the {place} {name}" : $"{name} number {day[..^2]}";
    }

    private static string? Ordinal(string number) => number.TrimStart('+') switch
    {
        "1" => "first", "2" => "second", "3" => "third", "4" => "fourth", "5" => "fifth", "-1" => "last", "-2" => "second last", "-3" => "third last", _ => null,
    };

    private static string Dates(IReadOnlyList<DateTimeOffset> times, EventSpan span, ToolContext context) =>
        string.Join(", ", times.Take(NamedDates).Select(t => ToolTimes.Day(Zones.ToLocal(t, span.IsAllDay ? Zones.Utc : context.TimeZone), context)))
        + (times.Count > NamedDates ? $" and {times.Count - NamedDates} more days" : "");

    private static string? Taken(Dictionary<string, string> parts, string name) => parts.Remove(name, out var value) ? value : null;

    private static string Two(string number) => number.PadLeft(2, '0');

    private static string And(IEnumerable<string> words)
    {
        var all = words.ToList();
        return all.Count < 2 ? string.Concat(all) : $"{string.Join(", ", all.Take(all.Count - 1))} and {all[^1]}";
    }
}
