using NodaTime;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>A zone said with a time: "3pm UTC", "9am New York time".</summary>
public static class Zones
{
    private const int MostCityWords = 3;

    private static readonly Dictionary<string, string> Abbreviations = new()
    {
        ["utc"] = "UTC", ["gmt"] = "UTC", ["cet"] = "Europe/Berlin", ["cest"] = "Europe/Berlin", ["bst"] = "Europe/London",
        ["et"] = "America/New_York", ["est"] = "America/New_York", ["edt"] = "America/New_York", ["ct"] = "America/Chicago",
        ["cdt"] = "America/Chicago", ["cst"] = "America/Chicago", ["mt"] = "America/Denver", ["mst"] = "America/Denver", ["mdt"] = "America/Denver",
        ["pt"] = "America/Los_Angeles", ["pst"] = "America/Los_Angeles", ["pdt"] = "America/Los_Angeles", ["jst"] = "Asia/Tokyo",
        ["ist"] = "Asia/Kolkata",
    };

    private static readonly Dictionary<string, string> Regions = new()
    {
        ["eastern"] = "America/New_York", ["central"] = "America/Chicago", ["mountain"] = "America/Denver", ["pacific"] = "America/Los_Angeles",
        ["uk"] = "Europe/London",
    };

    private static readonly Lazy<Dictionary<string, string>> Cities = new(() => DateTimeZoneProviders.Tzdb.Ids
        .Where(id => id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal))
        .GroupBy(id => id[(id.LastIndexOf('/') + 1)..].Replace('_', ' ').ToLowerInvariant())
        .ToDictionary(g => g.Key, g => g.First()));

    public static Parsed<DateTimeZone>? At(Tokens t, int i)
    {
        if (Abbreviations.TryGetValue(t[i].Text, out var id)) return new(DateTimeZoneProviders.Tzdb[id], t.Skip(i + 1, "time"));
        for (var words = 1; words <= MostCityWords; words++)
        {
            if (!t.Is(i + words, "time")) continue;
            var name = string.Join(' ', Enumerable.Range(i, words).Select(k => t[k].Text));
            if (Regions.TryGetValue(name, out id)
                || Cities.Value.TryGetValue(name, out id))
                return new(DateTimeZoneProviders.Tzdb[id], i + words + 1);
        }
        return null;
    }
}
