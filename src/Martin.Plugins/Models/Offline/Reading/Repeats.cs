using System.Globalization;
using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Wishes;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>"a daily standup at 9", "a weekly review on Monday": how often is said before what it is, and the rest of the time after it.</summary>
internal static class Repeats
{
    private static readonly Dictionary<string, string> Adverbs = new()
    {
        ["daily"] = "daily", ["everyday"] = "daily", ["weekly"] = "weekly", ["fortnightly"] = "fortnightly", ["biweekly"] = "biweekly", ["monthly"] = "monthly", ["bimonthly"] = "bimonthly",
        ["quarterly"] = "quarterly", ["yearly"] = "yearly", ["annual"] = "yearly", ["annually"] = "yearly",
    };

    /// <summary>After one of these the word belongs to a name: "to send the weekly report", "about the annual budget".</summary>
    private static readonly HashSet<string> Naming = ["to", "about", "for", "of", "with", "called", "named", "titled", "that", "regarding", "on", "from", "as"];

    /// <summary>The adverb before what is to be put down, its word taken.</summary>
    public static string? Take(Piece p, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (p.IsDated(i)) continue;
            if (Naming.Contains(p.T[i].Text)) return null;
            if (p.IsTaken(i) || !Adverbs.TryGetValue(p.T[i].Text, out var adverb)) continue;
            p.Take(i, i + 1);
            return adverb;
        }
        return null;
    }

    /// <summary>The time as one that repeats; where the words do not say on which day, it asks.</summary>
    public static DateMatch Of(string adverb, DateMatch? once, Scene scene)
    {
        if (once is { Kind: DateKind.Recurrence } or { Question: not null }) return once;
        var repeating = Phrase(adverb, once) is { } phrase ? DateGrammar.Read(phrase, scene.Now, scene.Zone) : null;
        // "at 9" by itself is the next nine o'clock; of a series it is the usual one.
        if (repeating is not null && once is { SaysDay: false, SaysTime: true }) repeating = DateGrammar.Joined(repeating, once, scene.Now, scene.Zone);
        return repeating is { Kind: DateKind.Recurrence } ? repeating with { Start = once?.Start ?? 0, Length = once?.Length ?? 0 }
            : new() { Start = once?.Start ?? 0, Length = once?.Length ?? 0, Kind = DateKind.Recurrence, Explanation = adverb, Question = $"it is {adverb}, but you did not say on which day" };
    }

    private static string? Phrase(string adverb, DateMatch? once)
    {
        if (adverb == "daily" && once is not { SaysDay: true }) return "daily";
        if (once is not { SaysDay: true, From: { } from, Kind: not DateKind.Window }) return null;
        var day = adverb switch
        {
            "daily" => $"daily{Hour(once)} starting {LocalTimes.Iso(from.Date)}",
            "weekly" or "fortnightly" or "biweekly" => $"{adverb} on {from.DayOfWeek}",
            "monthly" => $"monthly on the {from.Day.ToString(CultureInfo.InvariantCulture)}{Ending(from.Day)}",
            "yearly" => $"every {from.Date.ToString("MMMM d", CultureInfo.InvariantCulture)}",
            _ => null,
        };
        return adverb == "daily" || day is null ? day : day + Hour(once);
    }

    private static string Hour(DateMatch? once) => once is not { SaysTime: true, From: { } from } ? ""
        : once is { Kind: DateKind.Range, To: { } to } ? $" from {LocalTimes.Hour(from)[..5]} to {LocalTimes.Hour(to)[..5]}" : $" at {LocalTimes.Hour(from)[..5]}";

    private static string Ending(int day) => (day % 100 is >= 11 and <= 13 ? 0 : day % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" };
}
