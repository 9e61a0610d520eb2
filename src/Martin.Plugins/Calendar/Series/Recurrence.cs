using Martin.Data.Calendar;
using NodaTime;

namespace Martin.Plugins.Calendar.Series;

/// <summary>When a series happens beyond its first time (RFC 5545): a rule, further times, and times at which it does not.</summary>
public sealed record Recurrence(RuleText? Rule, IReadOnlyList<DateTimeOffset> Added, IReadOnlySet<DateTimeOffset> Left)
{
    /// <summary>What is stored.</summary>
    public static Recurrence? Of(EventRow row) => row.Recurrence is null ? null
        : Read(row.Recurrence.Split('\n'), row.IsAllDay, row.TimeZone) is { Recurrence: { } stored } ? stored
        : throw new InvalidOperationException("A stored recurrence can't be read.");

    /// <param name="lines">RRULE, RDATE and EXDATE lines; a line without a name is an RRULE.</param>
    /// <returns>The recurrence (null for no lines), or what is wrong with it.</returns>
    public static (Recurrence? Recurrence, string? Problem) Read(IReadOnlyList<string> lines, bool isAllDay, string zone)
    {
        if (lines.Count == 0) return (null, null);
        if (lines.Sum(l => (long)l.Length) > RecurrenceLimits.Characters) return (null, $"must have at most {RecurrenceLimits.Characters} characters");
        RuleText? rule = null;
        var (added, left) = (new SortedSet<DateTimeOffset>(), new HashSet<DateTimeOffset>());
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var head = colon < 0 ? "RRULE" : line[..colon].Trim().ToUpperInvariant();
            var name = head.Split(';')[0];
            var problem = name switch
            {
                "RRULE" when rule is not null => "must have one RRULE at most",
                "RRULE" => ReadRule(line[(colon + 1)..].Trim(), isAllDay, out rule),
                "RDATE" or "EXDATE" => ReadDates(name, line[..colon], line[(colon + 1)..], isAllDay, zone, name == "RDATE" ? added : left),
                _ => "must be RRULE, RDATE and EXDATE lines, such as RRULE:FREQ=WEEKLY;BYDAY=MO",
            };
            if (problem is not null) return (null, problem);
        }
        return rule is null && added.Count == 0 ? (null, "needs an RRULE or an RDATE") : (new(rule, [.. added], left), null);
    }

    /// <summary>The lines as they are sent, times in UTC.</summary>
    public IReadOnlyList<string> Lines(bool isAllDay)
    {
        var lines = new List<string>();
        var kind = isAllDay ? ";VALUE=DATE" : "";
        if (Rule is not null) lines.Add("RRULE:" + Rule.ToText(isAllDay));
        if (Added.Count > 0) lines.Add($"RDATE{kind}:" + string.Join(',', Added.Select(t => IcalTimes.Stamp(t, isAllDay))));
        if (Left.Count > 0) lines.Add($"EXDATE{kind}:" + string.Join(',', Left.Order().Select(t => IcalTimes.Stamp(t, isAllDay))));
        return lines;
    }

    public string ToText(bool isAllDay) => string.Join('\n', Lines(isAllDay));

    /// <summary>Without the occurrence.</summary>
    public Recurrence Without(DateTimeOffset start) => this with { Left = new HashSet<DateTimeOffset>(Left) { start } };

    private static string? ReadRule(string text, bool isAllDay, out RuleText? rule)
    {
        (rule, var problem) = RuleText.Read(text, isAllDay);
        return problem;
    }

    private static string? ReadDates(string name, string head, string values, bool isAllDay, string zone, ISet<DateTimeOffset> into)
    {
        var named = head.Split(';').Skip(1).Select(p => p.Split('=')).FirstOrDefault(p => p is ["TZID" or "tzid", _])?[1];
        if (named is not null && Rules.Zones.Find(named) is null) return $"has a {name} with an unknown TZID";
        foreach (var value in values.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (into.Count >= RecurrenceLimits.Dates) return $"must have at most {RecurrenceLimits.Dates} dates in {name}";
            // A PERIOD gives its own length; only its start is kept.
            if (IcalTimes.Read(value.Split('/')[0]) is not { } time) return $"has an {name} that is no date or time such as 20261130T090000Z";
            if (time.IsDate && !isAllDay) return $"has a date in {name}, but the event has times";
            into.Add(isAllDay ? IcalTimes.AsUtc(time.Local.Date.AtMidnight()) : time.In(named ?? zone));
        }
        return null;
    }
}
