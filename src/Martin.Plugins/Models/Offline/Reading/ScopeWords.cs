using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Of what repeats, which occurrences are meant: "just this one", "from now on", "the whole series".</summary>
internal static class ScopeWords
{
    public const string This = "this", Following = "following", All = "all";

    private const int LongestTitle = 8;

    private static readonly (string[] Words, string Scope)[] Phrases =
    [
        .. Phrased(Following, "this and the following", "this and all the following", "this and all following", "this and following", "this one and the following", "this one and all following",
            "and all the following", "and all following", "and the following ones", "and the following", "and all that follow", "from now on", "from then on", "from there on", "from that day on", "going forward",
            "and all future ones", "all future ones", "all the following", "all following"),
        .. Phrased(This, "just this once", "only this once", "just this one", "only this one", "this one only", "just this time", "only this time", "this time only", "just once", "only once",
            "just the one", "only the one", "this occurrence", "only this occurrence", "just that one", "only that one", "that one only"),
        .. Phrased(All, "the whole series", "whole series", "the entire series", "entire series", "all of them", "all occurrences", "every one of them", "every occurrence", "every time", "for good",
            "permanently", "altogether", "for ever", "forever", "the series", "series"),
    ];

    /// <summary>Bare answers to the question which ones.</summary>
    private static readonly Dictionary<string, string> Bare = new()
    {
        ["this"] = This, ["once"] = This, ["only"] = This, ["just"] = This, ["following"] = Following, ["future"] = Following, ["all"] = All, ["every"] = All, ["everything"] = All, ["series"] = All, ["whole"] = All,
        ["entire"] = All,
    };

    /// <summary>The scope said, its words taken out of what names the event.</summary>
    public static string? Take(Piece p, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (p.T.Is(i, "whole", "entire") && p.Where(["series"], i + 2, Math.Min(to, i + LongestTitle)) is { } series)  // "the whole gym series"
            {
                p.Take(i, i + 1);
                p.Take(series, series + 1);
                return All;
            }
            foreach (var (words, scope) in Phrases)
            {
                if (p.T.After(i, words) is not { } end || end > to || (words is ["series"] or ["the", "series"] && end < to)) continue;
                p.Take(p.T.Is(i - 1, ",", "-", "but") ? i - 1 : i, p.T.Skip(end, "of") < to ? p.T.Skip(end, "of") : end);
                return scope;
            }
        }
        return null;
    }

    /// <summary>The scope as an answer, or null.</summary>
    public static string? Of(string text)
    {
        var t = Lexer.Read(text);
        if (t.Count > 12) return null;
        for (var i = 0; i < t.Count; i++)
            foreach (var (words, scope) in Phrases)
                if (t.After(i, words) is not null)
                    return scope;
        for (var i = 0; i < t.Count; i++)
            if (t.Is(i, "following", "future")) return Following;
        for (var i = 0; i < t.Count; i++)
            if (Bare.TryGetValue(t[i].Text, out var bare)) return bare;
        return null;
    }

    private static IEnumerable<(string[] Words, string Scope)> Phrased(string scope, params string[] phrases) => phrases.Select(p => (p.Split(' '), scope));
}
