using System.Text;
using Microsoft.ML.Tokenizers;

namespace Martin.Plugins.Models;

/// <summary>How many tokens a text is for a provider's model: by OpenAI's o200k encoding, near enough for the others' too.</summary>
public static class TokenCounts
{
    // Its table takes some 50 MB and half a second: most conversations are so short that nobody needs to count.
    private static readonly Lazy<Tokenizer> O200k = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));

    public static int Of(string text) => O200k.Value.CountTokens(text);

    /// <summary>No text has more tokens than bytes.</summary>
    public static int AtMost(string text) => Encoding.UTF8.GetByteCount(text);
}
