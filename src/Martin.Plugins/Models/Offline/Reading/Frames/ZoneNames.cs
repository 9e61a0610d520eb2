using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;
using NodaTime;
using NodaTime.TimeZones;

namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>Places in a sentence whose time is known: cities and countries of the time zone database, and the best known others.</summary>
internal static class ZoneNames
{
    private const int MostWords = 3;

    /// <summary>Cities and regions that the database has under another's name. Of a country with many zones, where most people live.</summary>
    private static readonly (string Zone, string Names)[] Others =
    [
        ("America/New_York", "boston|washington|washington dc|atlanta|miami|philadelphia|pittsburgh|orlando|cleveland|columbus|akron|baltimore|charlotte|tampa|buffalo|newark|new york city|nyc|eastern|eastern time|eastern standard|est|edt|et|east coast|the east|virginia|florida|georgia usa|pennsylvania|massachusetts|new jersey|ohio|michigan|north carolina|south carolina|maine|vermont|connecticut|maryland|usa|us|united states|america"),
        ("America/Chicago", "dallas|houston|austin|san antonio|minneapolis|st louis|new orleans|milwaukee|nashville|memphis|kansas city|oklahoma city|omaha|central|central time|central standard|cst|cdt|texas|illinois|missouri|minnesota|wisconsin|iowa|kansas|louisiana|alabama|tennessee|oklahoma|nebraska|arkansas|mississippi"),
        ("America/Denver", "salt lake city|albuquerque|mountain|mountain time|mountain standard|mst|mdt|colorado|utah|wyoming|montana|new mexico"),
        ("America/Phoenix", "arizona"),
        ("America/Los_Angeles", "san francisco|oakland|seattle|portland|san diego|las vegas|san jose|sacramento|hollywood|silicon valley|la|pacific|pacific time|pacific standard|pst|pdt|west coast|the west|california|oregon|nevada|washington state"),
        ("Pacific/Honolulu", "hawaii"), ("America/Anchorage", "alaska"),
        ("America/Toronto", "canada|ottawa|quebec|ontario"), ("America/Vancouver", "british columbia"), ("America/Edmonton", "calgary|alberta"),
        ("America/Mexico_City", "mexico|guadalajara"), ("America/Sao_Paulo", "brazil|brasil|rio|rio de janeiro|brasilia"), ("America/Argentina/Buenos_Aires", "argentina"), ("America/Santiago", "chile"),
        ("Europe/London", "england|scotland|wales|uk|united kingdom|britain|great britain|manchester|liverpool|birmingham|edinburgh|glasgow|leeds|bristol|oxford|cambridge|cardiff|bst"),
        ("Europe/Berlin", "munich|frankfurt|hamburg|cologne|stuttgart|dusseldorf|leipzig|cet|cest"), ("Europe/Zurich", "geneva|basel|bern"), ("Europe/Rome", "milan|naples|venice|florence|turin"),
        ("Europe/Madrid", "barcelona|seville|valencia"), ("Europe/Paris", "lyon|marseille|nice"), ("Europe/Amsterdam", "rotterdam|holland|the hague"), ("Europe/Moscow", "russia|st petersburg"), ("Europe/Istanbul", "turkey|ankara"), ("Europe/Kyiv", "kiev"), ("Europe/Lisbon", "portugal|porto"),
        ("Asia/Kolkata", "india|delhi|new delhi|mumbai|bombay|bangalore|bengaluru|hyderabad|chennai|madras|calcutta|pune|ahmedabad|jaipur|ajmer|goa|kochi|lucknow|ist"),
        ("Asia/Shanghai", "china|beijing|shenzhen|guangzhou|chengdu"), ("Asia/Hong_Kong", "hongkong"), ("Asia/Tokyo", "osaka|kyoto|jst"), ("Asia/Dubai", "uae|abu dhabi|emirates"), ("Asia/Riyadh", "saudi arabia|jeddah|mecca"), ("Asia/Karachi", "islamabad|lahore"),
        ("Asia/Ho_Chi_Minh", "hanoi|saigon|vietnam"), ("Asia/Jakarta", "indonesia"), ("Asia/Makassar", "bali"), ("Asia/Jerusalem", "tel aviv"), ("Asia/Seoul", "korea|south korea"), ("Asia/Kuala_Lumpur", "malaysia"), ("Asia/Almaty", "kazakhstan"),
        ("Australia/Sydney", "australia|canberra|new south wales"), ("Australia/Brisbane", "queensland|gold coast"), ("Australia/Melbourne", "victoria"), ("Australia/Perth", "western australia"), ("Pacific/Auckland", "new zealand|wellington"),
        ("Africa/Johannesburg", "cape town|durban|pretoria"), ("Africa/Lagos", "abuja"), ("Africa/Cairo", "alexandria"), ("UTC", "utc|gmt|greenwich|zulu"),
    ];

    /// <summary>Names that are first of all other words.</summary>
    private static readonly HashSet<string> Words = ["christmas", "easter", "center", "central time", "nice", "la", "us", "et", "east", "west", "north", "south", "eastern", "central", "mountain", "pacific", "victoria", "mobile", "reading", "ist", "victoria", "rio", "georgia", "jordan", "chad", "troll", "davis", "casey", "jersey", "guinea", "turkey", "chile", "the west", "the east", "may", "mali", "cuba", "gambia", "israel", "kentucky", "indiana", "general", "yukon", "navajo", "prc", "roc", "wet", "met", "est", "mst", "hst", "egypt", "iran", "japan", "portugal", "poland", "singapore"];

    private static readonly Lazy<Dictionary<string, string>> Zones = new(Read);

    public static IReadOnlyList<(ZonePlace Place, int At)> In(Frame f)
    {
        var found = new List<(ZonePlace, int)>();
        for (var i = f.From; i < f.To; i++)
        {
            var words = Math.Min(MostWords, f.To - i);
            for (; words > 0; words--)
            {
                var name = string.Join(' ', Enumerable.Range(i, words).Select(k => f.P.T[k].Text));
                if (!Zones.Value.TryGetValue(name, out var zone) || Words.Contains(name) && !IsPlace(f, i, i + words)) continue;
                found.Add((new(f.Said(i, i + words), zone), i));
                i += words - 1;
                break;
            }
        }
        return found;
    }

    /// <summary>"in jordan", "est time", "to ist", "the west", "5 pm eastern".</summary>
    private static bool IsPlace(Frame f, int from, int to) => f.Is(from - 1, "in", "to", "from", "and", "between", "at", "for", "the", "into") && !f.Is(to, "of") || f.P.Dates.Any(d => d.SaysTime && f.P.T[from - 1 < f.From ? from : from - 1].End <= d.End && f.P.T[from - 1 < f.From ? from : from - 1].Start >= d.Start) || f.Is(to, "time", "standard", "zone", "timezone");

    private static Dictionary<string, string> Read()
    {
        var zones = new Dictionary<string, string>();
        foreach (var (zone, names) in Others)
            foreach (var name in names.Split('|')) zones[name] = zone;
        foreach (var location in TzdbDateTimeZoneSource.Default.ZoneLocations?.GroupBy(l => l.CountryName).Where(g => g.Count() == 1).Select(g => g.First()) ?? [])
            zones.TryAdd(location.CountryName.ToLowerInvariant(), location.ZoneId);
        foreach (var location in TzdbDateTimeZoneSource.Default.ZoneLocations?.GroupBy(l => l.CountryName).Where(g => g.Count() > 1).Select(g => g.First()) ?? [])
            zones.TryAdd(location.CountryName.ToLowerInvariant(), location.ZoneId);  // the capital's comes first
        foreach (var id in DateTimeZoneProviders.Tzdb.Ids.Where(id => id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal) && !id.StartsWith("US/", StringComparison.Ordinal)))
            zones.TryAdd(id[(id.LastIndexOf('/') + 1)..].Replace('_', ' ').ToLowerInvariant(), id);
        return zones;
    }
}
