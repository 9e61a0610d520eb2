using System.Globalization;
using System.Text;

namespace Martin.Plugins.Mail;

/// <summary>
/// The zero-width joiner and non-joiner where they change what is seen: they shape letters of Persian and of India's scripts, and make one picture
/// of several. Anywhere else, and several in a row, they only hide.
/// </summary>
internal static class Joiners
{
    private const int NonJoiner = 0x200C;
    private const int Joiner = 0x200D;

    /// <summary>The character at <paramref name="at"/> is one of them and stands between what it joins or parts.</summary>
    public static bool IsNeeded(string text, int at)
    {
        if (text[at] is not ((char)NonJoiner or (char)Joiner) || at == 0 || at + 1 == text.Length) return false;
        if (!Rune.TryGetRuneAt(text, at + 1, out var next) || Before(text, at) is not { } before) return false;
        return (IsShaped(before) && IsShaped(next)) || (text[at] == Joiner && IsPicture(before) && IsPicture(next));
    }

    private static Rune? Before(string text, int at) =>
        Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out var rune, out _) == System.Buffers.OperationStatus.Done ? rune : null;

    // Arabic to Thaana and their later blocks; Devanagari to Sinhala, Myanmar, Khmer, Mongolian.
    private static bool IsShaped(Rune rune) =>
        rune.Value is (>= 0x0600 and <= 0x08FF) or (>= 0x0900 and <= 0x0DFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x18AF) or (>= 0xFB50 and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC)
        && (Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark) && CleanText.IsVisible(rune);

    // With the colours of skin and hair and the sign that asks for a picture.
    private static bool IsPicture(Rune rune) => rune.Value == 0xFE0F || (rune.Value > 0x2100 && Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol);
}
