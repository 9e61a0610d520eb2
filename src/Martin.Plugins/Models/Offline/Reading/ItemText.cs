using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Cuts "milk, eggs and bread" into items.</summary>
internal static class ItemText
{
    /// <summary>A longer part is a sentence, whose "and" joins what belongs together.</summary>
    private const int MostWordsApart = 3;

    public static IReadOnlyList<string> Of(string text)
    {
        var t = Lexer.Read(text);
        var parts = new List<(int From, int To)>();
        var start = 0;
        for (var i = 0; i <= t.Count; i++)
        {
            if (i < t.Count && !t.Is(i, ",", "and", "&", ";", "+")) continue;
            if (i > start) parts.Add((start, i));
            start = i + 1;
        }
        var isList = parts.Count is > 1 and <= AddItems.Most && parts.TrueForAll(p => p.To - p.From <= MostWordsApart);
        return isList ? [.. parts.Select(p => Plain(t.Slice(p.From, p.To))).Where(p => p.Length > 0)] : Plain(text) is { Length: > 0 and <= TitleText.Longest } whole ? [whole] : [];
    }

    private static string Plain(string text)
    {
        var plain = TitleText.Plain(text);
        var t = Lexer.Read(plain);
        var from = t.Is(0, "some", "more", "also") && t.Count > 1 ? 1 : 0;
        return Wording.Capitalised(t.Slice(from, t.Count));
    }
}
