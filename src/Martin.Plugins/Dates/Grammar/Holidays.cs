using static NodaTime.IsoDayOfWeek;

namespace Martin.Plugins.Dates.Grammar;

/// <summary>Holidays by name. Where countries differ the reading says so.</summary>
public static class Holidays
{
    private const string American = "as in the United States";

    /// <summary>By the words of the name, the longer before the shorter that begins it.</summary>
    private static readonly Dictionary<string, (string[] Words, HolidaySpec Day)[]> ByFirstWord = Table()
        .SelectMany(row => row.Names.Split('|').Select(name => (Words: name.Split(' '), row.Day)))
        .OrderByDescending(row => row.Words.Length)
        .GroupBy(row => row.Words[0])
        .ToDictionary(g => g.Key, g => g.ToArray());

    private static readonly string[][] Unknown =
    [
        ["hanukkah"], ["chanukah"], ["ramadan"], ["eid"], ["diwali"], ["passover"], ["rosh", "hashanah"], ["yom", "kippur"], ["purim"], ["holi"],
        ["chinese", "new", "year"], ["lunar", "new", "year"], ["orthodox", "easter"], ["orthodox", "christmas"], ["ashura"], ["vesak"],
    ];

    public static Parsed<DaySpec>? At(Tokens t, int i)
    {
        if (t.Is(i - 1, "happy", "merry", "jolly") || (t.Is(i, "good") && t.Is(i - 1, "a"))) return null;
        foreach (var words in Unknown)
            if (Named(t, i, words) is { } unknown)
                return new(new UnknownHoliday(string.Join(' ', words)), unknown);
        var (ahead, at) = t.Is(i, "next") ? (1, i + 1) : t.Is(i, "last") ? (-1, i + 1) : (0, t.Skip(i, "this", "coming"));
        at = t.Skip(at, "the");
        if (!ByFirstWord.TryGetValue(t[at].Text, out var rows)) return null;
        foreach (var (words, day) in rows)
        {
            if (Named(t, at, words) is not { } end || !IsMeant(t, i, words, end)) continue;
            var tail = t.Skip(t.Skip(end, ","), "in", "of");
            if (NumericDates.Year(t, tail) is { } year) return new(day with { Year = year }, tail + 1);
            if (t.After(end, "next", "year") is { } next) return new(new HolidayOfYear(day, 1), next);
            if (t.After(end, "last", "year") is { } last) return new(new HolidayOfYear(day, -1), last);
            if (t.After(end, "this", "year") is { } own) return new(new HolidayOfYear(day, 0), own);
            return new(day with { Ahead = ahead }, end);
        }
        return null;
    }

    /// <summary>The position after the name, its points and apostrophes passed over: "St. Patrick's", "Presidents' Day".</summary>
    private static int? Named(Tokens t, int i, string[] words)
    {
        foreach (var word in words)
        {
            if (!t.Is(i, word)) return null;
            i++;
            while (t.Is(i, ".", "'", "’") && t.IsGlued(i) && t[i + 1].Kind == TokenKind.Word && word is not "eve" and not "day") i++;
        }
        return i;
    }

    /// <summary>Names that are also other words want a place where a day is meant.</summary>
    private static bool IsMeant(Tokens t, int i, string[] words, int end) => words switch
    {
        ["new", "year"] or ["new", "years"] => t.Is(i - 1, "by", "until", "till", "before", "after", "since", "at", "on", "for", "over") || (i == 0 && end == t.Count),
        ["epiphany"] or ["ascension"] or ["assumption"] => t[i - 1].Kind == TokenKind.None || t.Is(i - 1, "on", "at", "by", "until", "before", "after", "for"),
        _ => true,
    };

    private static IEnumerable<(string Names, HolidaySpec Day)> Table()
    {
        (string, HolidaySpec) On(string names, HolidayRule rule, string? note = null) => (names, new(names.Split('|')[0], rule, note));
        return
        [
            On("new year day|new years day|new year|new years", new FixedDay(1, 1)),
            On("new year eve|new years eve|nye|silvester|hogmanay", new FixedDay(12, 31)),
            On("epiphany|three kings day|twelfth night", new FixedDay(1, 6)),
            On("burns night", new FixedDay(1, 25)), On("australia day", new FixedDay(1, 26)), On("groundhog day", new FixedDay(2, 2)),
            On("valentine day|valentines day|valentine|valentines|saint valentine day|st valentine day|st valentines day", new FixedDay(2, 14)),
            On("women day|womens day|international women day", new FixedDay(3, 8)),
            On("st patrick day|st patricks day|saint patrick day|saint patricks day|st patrick|paddy day|st paddy day", new FixedDay(3, 17)),
            On("april fools day|april fool day|april fools", new FixedDay(4, 1)),
            On("earth day", new FixedDay(4, 22)), On("anzac day", new FixedDay(4, 25)),
            On("may day|international workers day|labour day", new FixedDay(5, 1), "1 May; Canada keeps its Labour Day on the first Monday of September"),
            On("cinco de mayo", new FixedDay(5, 5)), On("juneteenth", new FixedDay(6, 19)), On("canada day", new FixedDay(7, 1)),
            On("independence day", new FixedDay(7, 4), $"{American}; other countries keep theirs on other days"),
            On("bastille day", new FixedDay(7, 14)), On("assumption day|assumption", new FixedDay(8, 15)),
            On("german unity day|day of german unity", new FixedDay(10, 3)),
            On("halloween|hallowe'en", new FixedDay(10, 31)), On("reformation day", new FixedDay(10, 31)),
            On("all saints day|all saints", new FixedDay(11, 1)), On("all souls day", new FixedDay(11, 2)),
            On("guy fawkes night|guy fawkes day|bonfire night", new FixedDay(11, 5)),
            On("veterans day|veteran day|remembrance day|armistice day", new FixedDay(11, 11)),
            On("st nicholas day|saint nicholas day", new FixedDay(12, 6)),
            On("christmas eve|xmas eve|x mas eve", new FixedDay(12, 24)),
            On("christmas day|christmas|xmas day|xmas|x mas", new FixedDay(12, 25)),
            On("boxing day|st stephen day|st stephens day|second day of christmas", new FixedDay(12, 26)),
            On("shrove tuesday|pancake day|mardi gras", new EasterDay(-47)), On("ash wednesday", new EasterDay(-46)),
            On("palm sunday", new EasterDay(-7)), On("maundy thursday", new EasterDay(-3)), On("good friday", new EasterDay(-2)),
            On("easter saturday|holy saturday", new EasterDay(-1)), On("easter sunday|easter day|easter", new EasterDay(0)),
            On("easter monday", new EasterDay(1)), On("ascension day|ascension thursday|ascension", new EasterDay(39)),
            On("pentecost monday|whit monday|whitmonday", new EasterDay(50)), On("pentecost sunday|pentecost|whit sunday|whitsunday|whitsun", new EasterDay(49)),
            On("corpus christi", new EasterDay(60)),
            On("mothering sunday", new EasterDay(-21)),
            On("martin luther king jr day|martin luther king day|mlk day|mlk jr day", new FloatingDay(3, Monday, 1)),
            On("presidents day|president day|washington birthday", new FloatingDay(3, Monday, 2)),
            On("mother day|mothers day", new FloatingDay(2, Sunday, 5), "the second Sunday of May; Britain keeps it three weeks before Easter, France at the end of May"),
            On("memorial day", new FloatingDay(-1, Monday, 5)),
            On("father day|fathers day", new FloatingDay(3, Sunday, 6), "the third Sunday of June; Germany keeps it on Ascension Day, Italy and Spain on 19 March"),
            On("labor day", new FloatingDay(1, Monday, 9), $"{American}, the first Monday of September; most other countries keep it on 1 May"),
            On("columbus day|indigenous peoples day|indigenous people day", new FloatingDay(2, Monday, 10)),
            On("thanksgiving day|thanksgiving|turkey day", new FloatingDay(4, Thursday, 11), $"{American}; Canada keeps it on the second Monday of October"),
            On("canadian thanksgiving", new FloatingDay(2, Monday, 10)),
            On("black friday", new FloatingDay(4, Thursday, 11, DaysLater: 1)), On("cyber monday", new FloatingDay(4, Thursday, 11, DaysLater: 4)),
            On("first sunday of advent|first advent|first sunday in advent", new AdventDay(4)), On("second advent|second sunday of advent", new AdventDay(3)),
            On("third advent|third sunday of advent", new AdventDay(2)), On("fourth advent|fourth sunday of advent", new AdventDay(1)),
        ];
    }
}
