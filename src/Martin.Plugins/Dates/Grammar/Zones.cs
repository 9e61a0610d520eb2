using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>A zone said with a time, and what else the words could mean.</summary>
public readonly record struct SaidZone(DateTimeZone Zone, string? Note = null);

/// <summary>A zone said with a time: "3pm UTC", "9am New York time", "at noon UTC+2".</summary>
public static class Zones
{
    private const int MostCityWords = 3;

    private static readonly Dictionary<string, string> Abbreviations = new()
    {
        ["utc"] = "UTC", ["gmt"] = "UTC", ["cet"] = "Europe/Berlin", ["cest"] = "Europe/Berlin", ["bst"] = "Europe/London",
        ["wet"] = "Europe/Lisbon", ["eet"] = "Europe/Athens", ["msk"] = "Europe/Moscow",
        ["et"] = "America/New_York", ["est"] = "America/New_York", ["edt"] = "America/New_York", ["ct"] = "America/Chicago",
        ["cdt"] = "America/Chicago", ["cst"] = "America/Chicago", ["mt"] = "America/Denver", ["mst"] = "America/Denver", ["mdt"] = "America/Denver",
        ["pt"] = "America/Los_Angeles", ["pst"] = "America/Los_Angeles", ["pdt"] = "America/Los_Angeles", ["akst"] = "America/Anchorage",
        ["hst"] = "Pacific/Honolulu", ["jst"] = "Asia/Tokyo", ["kst"] = "Asia/Seoul", ["ist"] = "Asia/Kolkata", ["sgt"] = "Asia/Singapore",
        ["hkt"] = "Asia/Hong_Kong", ["aest"] = "Australia/Sydney", ["aedt"] = "Australia/Sydney", ["nzst"] = "Pacific/Auckland", ["nzdt"] = "Pacific/Auckland",
    };

    /// <summary>Abbreviations that stand for more than one zone.</summary>
    private static readonly Dictionary<string, string> Doubtful = new()
    {
        ["ist"] = "IST is read as Indian time; it could be Irish or Israeli time", ["cst"] = "CST is read as US Central time; it could be China's",
    };

    private static readonly Dictionary<string, string> Regions = new()
    {
        ["eastern"] = "America/New_York", ["central"] = "America/Chicago", ["mountain"] = "America/Denver", ["pacific"] = "America/Los_Angeles",
        ["eastern standard"] = "America/New_York", ["pacific standard"] = "America/Los_Angeles", ["central european"] = "Europe/Berlin",
        ["uk"] = "Europe/London", ["british"] = "Europe/London", ["german"] = "Europe/Berlin", ["french"] = "Europe/Paris", ["spanish"] = "Europe/Madrid",
        ["italian"] = "Europe/Rome", ["swiss"] = "Europe/Zurich", ["indian"] = "Asia/Kolkata", ["india"] = "Asia/Kolkata", ["japanese"] = "Asia/Tokyo",
        ["japan"] = "Asia/Tokyo", ["chinese"] = "Asia/Shanghai", ["china"] = "Asia/Shanghai", ["beijing"] = "Asia/Shanghai",
        ["san francisco"] = "America/Los_Angeles", ["seattle"] = "America/Los_Angeles", ["boston"] = "America/New_York", ["nyc"] = "America/New_York",
        ["washington"] = "America/New_York", ["miami"] = "America/New_York", ["munich"] = "Europe/Berlin", ["hamburg"] = "Europe/Berlin",
        ["frankfurt"] = "Europe/Berlin", ["mumbai"] = "Asia/Kolkata", ["delhi"] = "Asia/Kolkata", ["bangalore"] = "Asia/Kolkata",
    };

    private static readonly Lazy<Dictionary<string, string>> Cities = new(() => DateTimeZoneProviders.Tzdb.Ids
        .Where(id => id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal))
        .GroupBy(id => id[(id.LastIndexOf('/') + 1)..].Replace('_', ' ').ToLowerInvariant())
        .ToDictionary(g => g.Key, g => g.First()));

    public static Parsed<SaidZone>? At(Tokens t, int i)
    {
        if (WithOffset(t, i) is { } offset) return offset;
        var word = t[i].Text;
        if (Abbreviations.TryGetValue(word, out var id))
            return new(new(DateTimeZoneProviders.Tzdb[id], Doubtful.GetValueOrDefault(word)), t.Skip(i + 1, "time"));
        for (var words = 1; words <= MostCityWords; words++)
        {
            if (!t.Is(i + words, "time")) continue;
            var name = string.Join(' ', Enumerable.Range(i, words).Select(k => t[k].Text));
            if (Regions.TryGetValue(name, out id)
                || Cities.Value.TryGetValue(name, out id))
                return new(new(DateTimeZoneProviders.Tzdb[id]), i + words + 1);
        }
        // "3pm Eastern"
        return t.Is(i, "eastern", "pacific") && t[i + 1].Kind is TokenKind.None or TokenKind.Mark && Regions.TryGetValue(word, out id)
            ? new(new(DateTimeZoneProviders.Tzdb[id]), i + 1) : null;
    }

    /// <summary>The name of a city or region that has a zone.</summary>
    public static bool IsPlace(Tokens t, int i) => Enumerable.Range(1, MostCityWords)
        .Select(words => string.Join(' ', Enumerable.Range(i, words).Select(k => t[k].Text)))
        .Any(name => Regions.ContainsKey(name) || Cities.Value.ContainsKey(name));

    /// <summary>"UTC+2", "GMT-05:30".</summary>
    private static Parsed<SaidZone>? WithOffset(Tokens t, int i)
    {
        if (!t.Is(i, "utc", "gmt") || !t.Is(i + 1, "+", "-", "−") || !t.IsGlued(i + 2) || t[i + 2] is not { Number: >= 0 and <= 14, Length: <= 2 } hours) return null;
        var (minutes, end) = t.Is(i + 3, ":") && t.IsGlued(i + 3) && t.IsGlued(i + 4) && t[i + 4] is { Number: >= 0 and < 60, Length: 2 } said ? (said.Number, i + 5) : (0, i + 3);
        var offset = Offset.FromHoursAndMinutes(hours.Number, minutes);
        return new(new(DateTimeZone.ForOffset(t.Is(i + 1, "+") ? offset : -offset)), end);
    }
}
