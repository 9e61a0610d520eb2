using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Where an event is: "at Luigi's", "in room 4", "at the office", "on Zoom". "At" says much else, so it takes a capital letter or a known place.</summary>
internal static class Places
{
    private const int MostWords = 5;

    private static readonly HashSet<string> Known =
    [
        "office", "home", "work", "school", "restaurant", "cafe", "café", "airport", "station", "library", "park", "hospital", "church", "room", "kitchen", "lobby", "headquarters", "hq", "university", "campus",
        "gym", "pool", "stadium", "museum", "theatre", "theater", "cinema", "bar", "pub", "club", "studio", "clinic", "bank", "mall", "hotel", "garden", "beach", "zoo", "court",
    ];

    private static readonly HashSet<string> Online = ["zoom", "teams", "skype", "webex", "slack"];

    public static string? Take(Piece p, int from, int to)
    {
        for (var i = to - 2; i > from; i--)
        {
            if (!p.T.Is(i, "at", "in", "on", "via", "over", "@") || p.IsTaken(i) || p.IsTaken(i + 1)) continue;
            var name = p.T.Skip(i + 1, "the", "our", "my");
            var isOnline = Online.Contains(p.T[name].Text);
            if (isOnline ? p.T.Is(i, "@") : !p.T.Is(i, "at", "in", "@") || !IsPlace(p.T, name) || (p.T.Is(i, "in") && !IsKnown(p.T, name) && name == i + 1)) continue;
            var end = name;
            while (end < to && end - i <= MostWords && !p.IsTaken(end) && !p.T.Is(end, ",", ".", "with", "for", "and", "about", "on", "to")) end++;
            if (end == name) continue;
            p.Take(i, end);
            return p.T.Slice(name, end);
        }
        return null;
    }

    /// <summary>A name with a capital letter, or one of the usual places: "the office", "meeting room 4".</summary>
    public static bool IsPlace(Tokens t, int i) =>
        t[i].Kind == TokenKind.Word && (char.IsUpper(t.Text[t[i].Start]) || IsKnown(t, i) || Online.Contains(t[i].Text));

    private static bool IsKnown(Tokens t, int i) => Known.Contains(t[i].Text) || (t.Is(i, "meeting", "conference", "board", "class", "coffee") && t.Is(i + 1, "room", "shop", "house"));
}
