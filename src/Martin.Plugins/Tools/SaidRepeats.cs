using System.Globalization;
using Martin.Plugins.Dates.Grammar;
using NodaTime;

namespace Martin.Plugins.Tools;

/// <summary>Which rules of repeating (RFC 5545) a message says. What it can't put into a rule is not said.</summary>
internal sealed class SaidRepeats
{
    private static readonly IsoDayOfWeek[] Workdays = [IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday];
    private static readonly IsoDayOfWeek[] Weekend = [IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday];

    private sealed record Rule(string Frequency, int Interval, IReadOnlyList<IsoDayOfWeek> Days);

    private readonly Tokens tokens;
    private readonly List<Rule> said = [];

    public SaidRepeats(Tokens tokens)
    {
        this.tokens = tokens;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (Recurrences.At(tokens, i) is not { End: var end }) continue;
            if (RuleAt(i, end) is { } rule) said.Add(rule);
            i = end - 1;
        }
        // "every Tuesday and Thursday" is one rule; whoever says one alone says less.
        if (said.Count > 1 && said.TrueForAll(r => r is { Frequency: "WEEKLY", Interval: 1, Days.Count: > 0 })) said.Add(new("WEEKLY", 1, [.. said.SelectMany(r => r.Days).Distinct()]));
    }

    /// <param name="line">As the calendar takes it, such as RRULE:FREQ=WEEKLY;BYDAY=MO.</param>
    /// <param name="start">Of the event: a rule that names its very day says no more.</param>
    public bool Covers(string line, LocalDateTime? start)
    {
        var text = line.StartsWith("RRULE:", StringComparison.OrdinalIgnoreCase) ? line[6..] : line;
        var parts = new Dictionary<string, string>();
        foreach (var part in text.Trim().ToUpperInvariant().Split(';', StringSplitOptions.RemoveEmptyEntries))
            if (part.Split('=') is not [var name, var value] || !parts.TryAdd(name, value)) return false;
        if (!parts.Remove("FREQ", out var frequency)) return false;
        parts.Remove("WKST");
        var interval = parts.Remove("INTERVAL", out var every) ? int.TryParse(every, CultureInfo.InvariantCulture, out var n) ? n : -1 : 1;
        var days = parts.Remove("BYDAY", out var byDay) ? Days(byDay) : [];
        if (days is null) return false;
        if (frequency is "MONTHLY" or "YEARLY" && parts.Remove("BYMONTHDAY", out var monthDay) && monthDay != start?.Day.ToString(CultureInfo.InvariantCulture)) return false;
        if (frequency == "YEARLY" && parts.Remove("BYMONTH", out var month) && month != start?.Month.ToString(CultureInfo.InvariantCulture)) return false;
        if (parts.Remove("COUNT", out var count) && !(int.TryParse(count, CultureInfo.InvariantCulture, out var times) && SaysNumber(times))) return false;
        return parts.Count == 0 && said.Exists(r => r.Interval == interval && SameDays(r, frequency, days, start));
    }

    private static bool SameDays(Rule rule, string frequency, List<IsoDayOfWeek> days, LocalDateTime? start)
    {
        var named = rule.Days.Count > 0 ? rule.Days : frequency == "WEEKLY" && start is { } at ? [at.DayOfWeek] : [];
        if (rule.Frequency == "WEEKLY" && frequency == "DAILY") return rule.Days.Count > 1 && days.Count > 0 && rule.Days.ToHashSet().SetEquals(days);  // "every weekday"
        if (rule.Frequency != frequency) return false;
        return days.Count == 0 ? rule.Days.Count < 2 && (rule.Days.Count == 0 || rule.Days[0] == start?.DayOfWeek) : named.ToHashSet().SetEquals(days);
    }

    private Rule? RuleAt(int i, int end)
    {
        if (!tokens.Is(i, "every", "each")) return RuleOf(tokens[i].Text, 1) ?? (tokens.Is(i, "once") ? RuleOf(tokens[end - 1].Text, 1) : null);
        var at = tokens.Skip(i + 1, "single");
        var interval = tokens.Is(at, "other") ? 2 : 1;
        at = tokens.Skip(at, "other");
        if (Numbers.Ordinal(tokens, at) is { } ordinal) (interval, at) = (interval * ordinal.Value, ordinal.End);
        else if (Numbers.Cardinal(tokens, at) is { } cardinal) (interval, at) = (interval * cardinal.Value, cardinal.End);
        if (Names.Weekday(tokens, at) is not { } first) return RuleOf(tokens[at].Text, interval);
        var days = new List<IsoDayOfWeek> { first.Value };
        for (var next = tokens.Skip(first.End, ",", "and", "&"); next > first.End && Names.Weekday(tokens, next) is { } more; next = tokens.Skip(next, ",", "and", "&"))
        {
            days.Add(more.Value);
            first = more;
            next = more.End;
        }
        return interval > 1 && tokens.Is(i + 1, "other") is false ? null : new("WEEKLY", interval, days);  // "every second Monday": of the month, or each other week?
    }

    private static Rule? RuleOf(string word, int interval) => word switch
    {
        "day" or "days" or "daily" or "morning" or "mornings" or "afternoon" or "afternoons" or "evening" or "evenings" or "night" or "nightly" => new("DAILY", interval, []),
        "weekday" or "weekdays" or "workday" => interval == 1 ? new("WEEKLY", 1, Workdays) : null,
        "weekend" or "weekends" => new("WEEKLY", interval, Weekend),
        "week" or "weeks" or "weekly" => new("WEEKLY", interval, []),
        "fortnight" or "fortnightly" or "biweekly" => new("WEEKLY", 2 * interval, []),
        "month" or "months" or "monthly" => new("MONTHLY", interval, []),
        "quarter" or "quarterly" => new("MONTHLY", 3 * interval, []),
        "year" or "years" or "yearly" or "annually" => new("YEARLY", interval, []),
        _ when word.Length > 4 && word[^1] == 's' && Names.Weekday(new(word, [new(TokenKind.Word, word[..^1], 0, word.Length)]), 0) is { } day => new("WEEKLY", interval, [day.Value]),
        _ => null,
    };

    private static List<IsoDayOfWeek>? Days(string byDay)
    {
        var days = new List<IsoDayOfWeek>();
        foreach (var day in byDay.Split(','))
        {
            var at = Array.IndexOf(["MO", "TU", "WE", "TH", "FR", "SA", "SU"], day);
            if (at < 0) return null;
            days.Add((IsoDayOfWeek)(at + 1));
        }
        return days;
    }

    private bool SaysNumber(int number) => Enumerable.Range(0, tokens.Count).Any(i => Numbers.Cardinal(tokens, i)?.Value == number);
}
