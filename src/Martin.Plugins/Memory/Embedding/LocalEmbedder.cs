using System.Numerics.Tensors;
using Martin.Plugins.Mail;

namespace Martin.Plugins.Memory.Embedding;

/// <summary>
/// Sentence vectors without a provider: the mean of word vectors, rare words weighing more (Arora, Liang and Ma, "A Simple but Tough-to-Beat Baseline
/// for Sentence Embeddings", 2017), beside hashed pieces of words, by which names, typing errors and other languages are found. A word that is not known
/// has its pieces only.
/// </summary>
public sealed class LocalEmbedder : IEmbedder
{
    /// <summary>Changes whenever its vectors do.</summary>
    public const string ModelName = "martin-glove-1";

    private const int PieceDimensions = 412;

    /// <summary>Of the square of a vector's length, what the words have; the pieces have the rest.</summary>
    private const float WordShare = 0.75f;

    // Weight of a word: a / (a + p), p its share of all words by Zipf's law.
    private const double Smoothing = 1e-3;
    private const int Vocabulary = 341_479;
    private const double EulersConstant = 0.5772;
    private const int UnknownRank = 200_000;
    private const int ShortestPiece = 3, LongestPiece = 5;

    private static readonly HashSet<string> Small =
    [
        .. """
        a an the to of in on at for and or is are was were be been am i me my mine we us our you your it its this that these those with as by from do does did have has had
        will would can could should what where when who whom which how why not no so if then than there here about up out into over s t
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries),
    ];

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> SmallWords = Small.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Model => ModelName;
    public static int Dimensions => WordVectors.Dimensions + PieceDimensions;
    public bool IsLocal => true;

    public Task<IReadOnlyList<float[]>> EmbedAsync(Guid userId, IReadOnlyList<string> texts, bool asQuery, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<float[]>>([.. texts.Select(Embed)]);

    /// <returns>Of length 1; all zero where nothing says anything.</returns>
    public static float[] Embed(string text)
    {
        var vector = new float[Dimensions];
        var words = vector.AsSpan(0, WordVectors.Dimensions);
        var pieces = vector.AsSpan(WordVectors.Dimensions);
        var lower = CleanText.Of(text).Normalize(System.Text.NormalizationForm.FormKC).ToLowerInvariant().Replace('’', '\'').AsSpan();
        foreach (var range in Words(lower))
        {
            var word = lower[range];
            if (SmallWords.Contains(word)) continue;
            var rank = WordVectors.Instance.RankOf(word) ?? UnknownRank;
            WordVectors.Instance.TryAdd(word, WeightOf(rank), words);
            AddPieces(word, WeightOf(rank), pieces);
        }
        Scale(words, MathF.Sqrt(WordShare));
        Scale(pieces, MathF.Sqrt(1 - WordShare));
        Scale(vector, 1);
        return vector;
    }

    private static float WeightOf(int rank) => (float)(Smoothing / (Smoothing + 1 / ((rank + 1) * (Math.Log(Vocabulary) + EulersConstant))));

    /// <summary>Runs of letters and digits, without a genitive's ending.</summary>
    private static List<Range> Words(ReadOnlySpan<char> text)
    {
        var found = new List<Range>();
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            while (i < text.Length && char.IsLetterOrDigit(text[i])) i++;
            if (i > start) found.Add(start..i);
            i = text[i..].StartsWith("'s") && (i + 2 == text.Length || !char.IsLetterOrDigit(text[i + 2])) ? i + 2 : i + 1;
        }
        return found;
    }

    private static void AddPieces(ReadOnlySpan<char> word, float weight, Span<float> sum)
    {
        Span<char> marked = word.Length <= 126 ? stackalloc char[word.Length + 2] : new char[word.Length + 2];
        marked[0] = '^';
        word.CopyTo(marked[1..]);
        marked[^1] = '$';
        for (var length = ShortestPiece; length <= LongestPiece; length++)
            for (var i = 0; i + length <= marked.Length; i++)
            {
                var hash = Hash(marked.Slice(i, length));
                sum[(int)(hash % (uint)sum.Length)] += hash >> 31 == 0 ? weight : -weight;
            }
    }

    /// <summary>FNV-1a over UTF-16 units, then the finisher of MurmurHash3.</summary>
    private static uint Hash(ReadOnlySpan<char> text)
    {
        var hash = 2_166_136_261u;
        foreach (var c in text) hash = (hash ^ c) * 16_777_619;
        hash = (hash ^ (hash >> 16)) * 0x85eb_ca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2_ae35;
        return hash ^ (hash >> 16);
    }

    private static void Scale(Span<float> vector, float length)
    {
        var norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0) TensorPrimitives.Multiply(vector, length / norm, vector);
    }
}
