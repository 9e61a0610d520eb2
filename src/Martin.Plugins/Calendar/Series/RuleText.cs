using System.Globalization;
using NodaTime;

namespace Martin.Plugins.Calendar.Series;

/// <summary>An RRULE value (RFC 5545, 3.3.10), checked part by part.</summary>
/// <param name="Pattern">The rule without COUNT and UNTIL, in the standard's order.</param>
/// <param name="Until">The last moment that may be an occurrence: in UTC when <paramref name="UntilIsUtc"/>, otherwise on the event's own clock.</param>
public sealed record RuleText(string Pattern, int? Count, LocalDateTime? Until, bool UntilIsUtc)
{
    private static readonly string[] Frequencies = ["HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
    private static readonly string[] Days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    private static readonly string[] TimesOfDay = ["BYHOUR", "BYMINUTE", "BYSECOND"];

    /// <summary>The part's name, the least and the highest number in it, and whether it may count from the end.</summary>
    private static readonly (string Name, int Min, int Max, bool FromEnd)[] Lists =
    [
        ("BYSECOND", 0, 59, false), ("BYMINUTE", 0, 59, false), ("BYHOUR", 0, 23, false), ("BYMONTHDAY", 1, 31, true), ("BYYEARDAY", 1, 366, true),
        ("BYWEEKNO", 1, 53, true), ("BYMONTH", 1, 12, false), ("BYSETPOS", 1, 366, true),
    ];

    /// <returns>The rule, or what is wrong with it.</returns>
    public static (RuleText? Rule, string? Problem) Read(string text, bool isAllDay)
    {
        var parts = new Dictionary<string, string>();
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=') is not [var name, { Length: > 0 } value]) return (null, $"has a part that is no NAME=VALUE: {Shown(part)}");
            if (!parts.TryAdd(name.Trim().ToUpperInvariant(), value.Trim().ToUpperInvariant())) return (null, $"has {Shown(name)} twice");
        }
        if (Problem(parts, isAllDay) is { } problem) return (null, problem);
        var until = parts.TryGetValue("UNTIL", out var end) ? IcalTimes.Read(end) : null;
        if (end is not null && until is null) return (null, "has an UNTIL that is no date or time such as 20261231T235959Z");
        var count = parts.TryGetValue("COUNT", out var times) ? int.Parse(times, CultureInfo.InvariantCulture) : (int?)null;
        var pattern = string.Join(';', parts.Where(p => p.Key is not ("COUNT" or "UNTIL")).OrderBy(p => p.Key != "FREQ").Select(p => $"{p.Key}={p.Value}"));
        // A date as UNTIL means that whole day.
        var last = until is { IsDate: true } ? until.Local.PlusDays(1).PlusSeconds(-1) : until?.Local;
        return (new(pattern, count, last, until?.IsUtc == true), null);
    }

    /// <summary>It has parts that say on which days.</summary>
    public bool NamesDays => Parts().Any(p => p.Name.StartsWith("BY", StringComparison.Ordinal) && !TimesOfDay.Contains(p.Name));

    /// <summary>It has parts that say at which times of the day.</summary>
    public bool NamesTimes => Parts().Any(p => TimesOfDay.Contains(p.Name));

    /// <summary>A weekly rule whose weekdays are all so many days later.</summary>
    /// <returns>null when it is another kind of rule, or names more than weekdays.</returns>
    public RuleText? WeekdaysTurned(int days)
    {
        var parts = Parts();
        if (!parts.Contains(("FREQ", "WEEKLY")) || parts.Any(p => p.Name.StartsWith("BY", StringComparison.Ordinal) && p.Name != "BYDAY")) return null;
        string Turn(string day) => Days[(((Array.IndexOf(Days, day) + days) % 7) + 7) % 7];
        return this with { Pattern = string.Join(';', parts.Select(p => $"{p.Name}={(p.Name == "BYDAY" ? string.Join(',', p.Value.Split(',').Select(Turn)) : p.Value)}")) };
    }

    private (string Name, string Value)[] Parts() => [.. Pattern.Split(';').Select(p => p.Split('=')).Select(p => (p[0], p[1]))];

    /// <summary>As it is stored and sent.</summary>
    public string ToText(bool isAllDay)
    {
        if (Count is { } count) return $"{Pattern};COUNT={count.ToString(CultureInfo.InvariantCulture)}";
        return Until is { } until ? $"{Pattern};UNTIL={(isAllDay ? IcalTimes.Date(until.Date) : IcalTimes.Local(until) + (UntilIsUtc ? "Z" : ""))}" : Pattern;
    }

    private static string? Problem(Dictionary<string, string> parts, bool isAllDay)
    {
        if (!parts.TryGetValue("FREQ", out var frequency)) return "needs FREQ, such as FREQ=WEEKLY";
        if (frequency is "SECONDLY" or "MINUTELY") return $"must not repeat more often than hourly; FREQ is {frequency}";
        if (!Frequencies.Contains(frequency)) return $"has an unknown FREQ; it is one of {string.Join(", ", Frequencies)}";
        if (isAllDay && (frequency == "HOURLY" || TimesOfDay.Any(parts.ContainsKey))) return "must not name times of day: the event is all-day";
        if (parts.ContainsKey("COUNT") && parts.ContainsKey("UNTIL")) return "must not have both COUNT and UNTIL";
        foreach (var (name, value) in parts)
        {
            var problem = name switch
            {
                "FREQ" or "UNTIL" => null,
                "COUNT" => Number(name, value, 1, RecurrenceLimits.Count),
                "INTERVAL" => Number(name, value, 1, RecurrenceLimits.Interval),
                "WKST" => Days.Contains(value) ? null : "has a WKST that is no day such as MO",
                "BYDAY" => DaysProblem(value, frequency),
                _ => List(name, value),
            };
            if (problem is not null) return problem;
        }
        var times = TimesOfDay.Where(parts.ContainsKey).Aggregate(1, (n, name) => n * parts[name].Split(',').Distinct().Count());
        // An hourly rule names its minutes in each hour.
        if (frequency == "HOURLY" && !parts.ContainsKey("BYHOUR")) times *= 24;
        return times > RecurrenceLimits.TimesPerDay ? $"must not name more than {RecurrenceLimits.TimesPerDay} times a day by BYHOUR, BYMINUTE and BYSECOND" : Misplaced(parts, frequency);
    }

    /// <summary>What the standard forbids beside a frequency.</summary>
    private static string? Misplaced(Dictionary<string, string> parts, string frequency) =>
        parts.ContainsKey("BYWEEKNO") && frequency != "YEARLY" ? "may have BYWEEKNO only with FREQ=YEARLY"
        : parts.ContainsKey("BYMONTHDAY") && frequency == "WEEKLY" ? "must not have BYMONTHDAY with FREQ=WEEKLY"
        : parts.ContainsKey("BYYEARDAY") && frequency is "DAILY" or "WEEKLY" or "MONTHLY" && parts.ContainsKey("BYYEARDAY") ? $"must not have BYYEARDAY with FREQ={frequency}"
        : parts.ContainsKey("BYSETPOS") && !parts.Keys.Any(k => k.StartsWith("BY", StringComparison.Ordinal) && k != "BYSETPOS") ? "has BYSETPOS without another BY part"
        : null;

    private static string? DaysProblem(string value, string frequency)
    {
        foreach (var day in value.Split(','))
        {
            var ordinal = day.Length > 2 ? day[..^2] : null;
            if (day.Length < 2 || !Days.Contains(day[^2..])) return "has a BYDAY that is no list of days such as MO,WE or 1FR";
            if (ordinal is null) continue;
            if (frequency is not ("MONTHLY" or "YEARLY")) return "may number days in BYDAY only with FREQ=MONTHLY or YEARLY";
            if (!int.TryParse(ordinal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) || n == 0 || n is < -53 or > 53) return "has a number in BYDAY that is not from 1 to 53 or -1 to -53";
        }
        return value.Count(c => c == ',') >= 100 ? "has too many days in BYDAY" : null;
    }

    private static string? List(string name, string value)
    {
        if (Lists.FirstOrDefault(l => l.Name == name) is not { Name: not null } list) return $"has a part that is not known: {Shown(name)}";
        var items = value.Split(',');
        if (items.Length > 366) return $"has too many numbers in {name}";
        return items.Select(item => int.TryParse(item, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n)
                && ((n >= list.Min && n <= list.Max) || (list.FromEnd && -n >= list.Min && -n <= list.Max)) ? null : $"has a number in {name} that is not from {list.Min} to {list.Max}")
            .FirstOrDefault(p => p is not null);
    }

    private static string? Number(string name, string value, int min, int max) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max ? null : $"must have a {name} from {min} to {max}";

    private static string Shown(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
