using System.Globalization;
using System.Text;

namespace Martin.Plugins.Mail;

/// <summary>The words of a text as the search index keeps them: letters and digits, in lower case and without accents.</summary>
public static class SearchWords
{
    private const int MaxWordChars = 40;
    private const int MaxQueryWords = 12;

    /// <summary>Distinct words kept of one mail.</summary>
    private const int MaxWords = 4_000;

    /// <summary>The distinct words of all texts, in order.</summary>
    public static string Index(params IEnumerable<string?> texts) => string.Join(' ', texts.SelectMany(Of).Distinct().Take(MaxWords));

    public static IReadOnlyList<string> OfQuery(string query) => [.. Of(CleanText.Of(query)).Distinct().Take(MaxQueryWords)];

    private static IEnumerable<string> Of(string? text)
    {
        if (string.IsNullOrEmpty(text)) yield break;
        var word = new StringBuilder();
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark) continue;
            // Scripts without spaces: each character is a word.
            var alone = rune.Value is (>= 0x3040 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0x20000 and <= 0x3FFFF);
            if (Rune.IsLetterOrDigit(rune) && !alone)
            {
                if (word.Length < MaxWordChars) word.Append(Rune.ToLowerInvariant(rune).ToString());
                continue;
            }
            if (word.Length > 0) yield return word.ToString();
            word.Clear();
            if (alone) yield return rune.ToString();
        }
        if (word.Length > 0) yield return word.ToString();
    }
}
