using System.Text;
using System.Text.RegularExpressions;

namespace Martin.Plugins.Mail;

/// <summary>
/// Whether the text of a mail says what its HTML shows. A sender may write one thing for people, who see the HTML, and another for a model, which
/// reads the text; honest texts differ by an address or the name of a picture.
/// </summary>
internal static partial class SameWords
{
    /// <summary>Different words of the text that the HTML need not have.</summary>
    private const int Strays = 2;

    /// <summary>An HTML of more words than this must have half of them in the text, or the text only says that there is HTML.</summary>
    private const int ManyWords = 20;

    public static bool In(string text, string shown)
    {
        var (written, seen) = (Words(text), Words(shown));
        return written.Count(w => !seen.Contains(w)) <= Strays && (seen.Count <= ManyWords || seen.Count(written.Contains) * 2 >= seen.Count);
    }

    /// <summary>Runs of letters and digits in lower case; of a script that sets no spaces each letter, since lines break anywhere. Addresses of links are in none.</summary>
    private static HashSet<string> Words(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var word = new StringBuilder();
        foreach (var rune in Links().Replace(text, " ").Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (!Rune.IsLetterOrDigit(rune)) End();
            else if (Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.OtherLetter) words.Add(rune.ToString());
            else word.Append(Rune.ToLowerInvariant(rune).ToString());
        }
        End();
        return words;

        void End()
        {
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
        }
    }

    [GeneratedRegex(@"\b(https?|mailto):[^\s<>]+", RegexOptions.IgnoreCase)]
    private static partial Regex Links();
}
