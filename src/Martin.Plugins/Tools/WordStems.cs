using System.Globalization;
using System.Text;
using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Tools;

/// <summary>The words of a text, by which two texts are compared.</summary>
internal static class WordStems
{
    /// <summary>Compatibility forms (circled, wide, mathematical letters and digits) are what they look like.</summary>
    public static string Plain(string text)
    {
        try { return text.Normalize(NormalizationForm.FormKC); }
        catch (ArgumentException) { return text; }  // half a surrogate pair: no word, and so not read
    }

    public static IEnumerable<string> Of(string text)
    {
        var read = Lexer.Read(Plain(text));
        for (var i = 0; i < read.Count; i++)
            if (IsRead(read[i])) yield return Of(read[i]);
    }

    public static string Of(Token token) => Stem(token.Text);

    /// <summary>Without the endings by which the same word differs between a wish and what it becomes.</summary>
    public static string Stem(string word)
    {
        var stem = word.ToLowerInvariant();
        foreach (var ending in (string[])["'s", "’s", "ing", "ed", "es", "s", "e"])
            if (stem.Length - ending.Length >= 3 && stem.EndsWith(ending, StringComparison.Ordinal)) return stem[..^ending.Length];
        return stem;
    }

    /// <summary>All that says something stands in its words: no sign that is neither space nor punctuation was passed over.</summary>
    public static bool AreAllOf(string text)
    {
        var plain = Plain(text);
        var read = Lexer.Read(plain);
        var (at, any) = (0, false);
        for (var i = 0; i <= read.Count; i++)
        {
            if (i < read.Count && !IsRead(read[i])) continue;
            var end = i < read.Count ? read[i].Start : plain.Length;
            for (; at < end;)
            {
                // Half a surrogate pair is read as U+FFFD, a symbol.
                Rune.DecodeFromUtf16(plain.AsSpan(at), out var rune, out var length);
                if (!Rune.IsWhiteSpace(rune) && !Rune.IsPunctuation(rune)) return false;
                at += length;
            }
            if (i == read.Count) break;
            any = true;
            at = read[i].End;
        }
        return any;
    }

    private static bool IsRead(Token token) => token.Kind is TokenKind.Word or TokenKind.Number or TokenKind.Address;
}
