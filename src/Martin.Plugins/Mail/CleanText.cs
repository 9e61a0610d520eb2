using System.Globalization;
using System.Text;

namespace Martin.Plugins.Mail;

/// <summary>Takes out of a text what a reader does not see: what the user reads and what a model reads is the same.</summary>
public static class CleanText
{
    /// <summary>Lines kept, everything invisible gone: control and format characters, zero-width, bidi and tag characters, half surrogates.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c < 0x7f)
            {
                if (c >= ' ' || c is '\n' or '\t') kept.Append(c);
                else if (c == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')) kept.Append('\n');
                continue;
            }
            if (!Rune.TryGetRuneAt(text, i, out var rune)) continue;
            if (IsVisible(rune) || Joiners.IsNeeded(text, i)) kept.Append(text, i, rune.Utf16SequenceLength);
            i += rune.Utf16SequenceLength - 1;
        }
        return kept.ToString();
    }

    /// <summary>As <see cref="Of"/>, in one line and no longer than <paramref name="maxChars"/>.</summary>
    public static string Line(string? text, int maxChars)
    {
        if (string.IsNullOrEmpty(text)) return "";
        // What is far too long is cut before it is worked on.
        var clean = Of(text.Length > maxChars * 8 ? text[..(maxChars * 8)] : text);
        var line = new StringBuilder(Math.Min(clean.Length, maxChars));
        var space = false;
        foreach (var c in clean)
        {
            if (char.IsWhiteSpace(c))
            {
                space = line.Length > 0;
                continue;
            }
            if (space) line.Append(' ');
            space = false;
            line.Append(c);
            if (line.Length > maxChars) break;  // one more than fits: the cut sees whether it is half of a pair
        }
        return Cut(line.ToString(), maxChars);
    }

    /// <summary>No longer than <paramref name="maxChars"/>, and no half of a surrogate pair at the end.</summary>
    public static string Cut(string text, int maxChars) =>
        text.Length <= maxChars ? text : text[..(char.IsHighSurrogate(text[maxChars - 1]) ? maxChars - 1 : maxChars)];

    internal static bool IsVisible(Rune rune) => IsVisible(rune.Value, Rune.GetUnicodeCategory(rune));

    private static bool IsVisible(int rune, UnicodeCategory category) => category switch
    {
        UnicodeCategory.Control => false,
        // Arabic and Kaithi number signs are of this category, and stand on paper.
        UnicodeCategory.Format => rune is (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x08E2 or 0x110BD or 0x110CD,
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        UnicodeCategory.OtherNotAssigned => false,
        UnicodeCategory.PrivateUse => false,
        _ => rune is not (0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or 0xFFA0
            or (>= 0xFE00 and <= 0xFE0D) or (>= 0xE0100 and <= 0xE01EF)),
    };
}
