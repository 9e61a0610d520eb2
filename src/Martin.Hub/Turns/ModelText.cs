namespace Martin.Hub.Turns;

/// <summary>
/// Makes text that both databases and both protocols take: no U+0000 and no half of a surrogate pair, which PostgreSQL refuses.
/// A pair that a model's server split between two pieces is put together again.
/// </summary>
internal sealed class ModelText
{
    private const char Replacement = '\uFFFD';
    private string held = "";

    /// <returns>What can be shown of the text so far; half a pair at its end waits for the next piece.</returns>
    public string Next(string piece)
    {
        var text = held + piece;
        held = char.IsHighSurrogate(text[^1]) ? text[^1..] : "";
        if (held.Length > 0) text = text[..^1];
        return IsClean(text) ? text : string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = IsClean(source, i) ? source[i] : Replacement;
        });
    }

    /// <summary>The first <paramref name="chars"/> characters, or one less where that would halve a pair.</summary>
    public static string Cut(string text, int chars) => text[..(char.IsHighSurrogate(text[chars - 1]) ? chars - 1 : chars)];

    private static bool IsClean(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (!IsClean(text, i)) return false;
        return true;
    }

    private static bool IsClean(string text, int i) => text[i] switch
    {
        '\0' => false,
        var c when char.IsHighSurrogate(c) => i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]),
        var c when char.IsLowSurrogate(c) => i > 0 && char.IsHighSurrogate(text[i - 1]),
        _ => true,
    };
}
