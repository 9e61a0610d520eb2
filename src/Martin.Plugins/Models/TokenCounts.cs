using System.Text;
using Microsoft.ML.Tokenizers;

namespace Martin.Plugins.Models;

/// <summary>How many tokens a text is for a provider's model: by OpenAI's o200k encoding, near enough for the others' too.</summary>
public static class TokenCounts
{
    private const int BytesPerToken = 4;

    // Its table takes some 50 MB and half a second: most conversations are so short that nobody needs to count.
    private static readonly Lazy<Tokenizer> O200k = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));

    public static int Of(string text) => O200k.Value.CountTokens(text);

    /// <summary>How much of a text so many tokens hold, in characters.</summary>
    public static int CharsWithin(string text, int tokens) =>
        AtMost(text) <= tokens ? text.Length : O200k.Value.GetIndexByTokenCount(text, tokens, out _, out _);

    /// <summary>Without the table. By bytes, for English and JSON have some four characters a token, and scripts with longer characters fewer.</summary>
    public static int Roughly(string text) => (Encoding.UTF8.GetByteCount(text) + BytesPerToken - 1) / BytesPerToken;

    /// <summary>No text has more tokens than bytes.</summary>
    public static int AtMost(string text) => Encoding.UTF8.GetByteCount(text);
}
