using System.Globalization;
using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Tools;

/// <summary>Which signs open a quoted text, or one in brackets, and with what each may end.</summary>
internal static class QuoteMarks
{
    /// <summary>Signs that Unicode does not count among its opening punctuation, and those that one closes in several ways: „German“, “English”, »either« «way».</summary>
    private static readonly Dictionary<string, string> Closing = new()
    {
        ["\""] = "\"", ["＂"] = "＂\"", ["“"] = "”\"", ["„"] = "“”\"", ["‟"] = "”\"", ["”"] = "”", ["«"] = "»", ["»"] = "«»", ["‹"] = "›", ["›"] = "‹›",
        ["'"] = "'", ["＇"] = "＇'", ["‘"] = "’", ["‚"] = "‘’'", ["‛"] = "’", ["’"] = "’", ["`"] = "`", ["❝"] = "❞", ["❛"] = "❜", ["〝"] = "〞〟",
    };

    private static readonly HashSet<string> Apostrophes = ["'", "’", "＇"];

    /// <summary>It opens a text here; an apostrophe does so only where it stands before a word and a further one closes it.</summary>
    public static bool Opens(Tokens tokens, int i)
    {
        var sign = tokens[i].Text;
        if (Apostrophes.Contains(sign)) return !tokens.IsGlued(i) && Enumerable.Range(i + 1, tokens.Count - i - 1).Any(k => Closes(sign, tokens[k].Text));
        return Closing.ContainsKey(sign) || CharUnicodeInfo.GetUnicodeCategory(sign[0]) is UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.OpenPunctuation;
    }

    public static bool Closes(string open, string sign) => Closing.TryGetValue(open, out var closing)
        ? closing.Contains(sign, StringComparison.Ordinal)
        : sign.Length == 1 && CharUnicodeInfo.GetUnicodeCategory(sign[0]) == (CharUnicodeInfo.GetUnicodeCategory(open[0]) == UnicodeCategory.OpenPunctuation ? UnicodeCategory.ClosePunctuation : UnicodeCategory.FinalQuotePunctuation);
}
