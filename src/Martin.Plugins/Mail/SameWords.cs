using System.Text;
using System.Text.RegularExpressions;

namespace Martin.Plugins.Mail;

/// <summary>
/// Whether the text of a mail says what its HTML shows. A sender may write one thing for people, who see the HTML, and another for a model, which
/// reads the text; honest texts differ by an address or the name of a picture.
/// </summary>
internal static partial class SameWords
{
    /// <summary>Different words of the text that the HTML need not have, and no more than a tenth of them.</summary>
    private const int Strays = 2;

    public static bool In(string text, string shown)
    {
        var (written, seen) = (Words(text), Words(shown));
        var strays = written.Count(w => !seen.Contains(w));
        // Half of what is shown stands in the text, or it only says that there is HTML.
        return written.Count > 0 && strays <= Strays && strays * 10 <= written.Count && seen.Count(written.Contains) * 2 >= seen.Count;
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
