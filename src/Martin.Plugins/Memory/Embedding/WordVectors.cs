using System.Globalization;
using System.Numerics.Tensors;
using System.Text;

namespace Martin.Plugins.Memory.Embedding;

/// <summary>Vectors of length 1 for English words, without what all of them have in common. The data is read where it lies in the assembly; loading takes some 30 ms and 2 MB.</summary>
/// <remarks>Words/NOTICE.md tells where it comes from.</remarks>
internal sealed class WordVectors
{
    public const int Dimensions = 100;

    /// <summary>The most frequent words are grammar; the next few thousand say best what vectors have in common.</summary>
    private const int CommonFrom = 100, CommonTo = 5_100;

    private static readonly Lazy<WordVectors> Loaded = new(() => new());

    private readonly byte[] vectors = Resource("glove-60k-100d.i8");
    private readonly float[] common = new float[Dimensions];

    // Words by the hash of their letters: sixty thousand strings would take six megabytes.
    private readonly Dictionary<ulong, (int Row, int Rank)> rows = [];

    private WordVectors()
    {
        var row = 0;
        foreach (var line in Encoding.UTF8.GetString(Resource("glove-60k-words.txt")).AsSpan().EnumerateLines())
        {
            if (line.IsEmpty) continue;
            var tab = line.IndexOf('\t');
            var word = line[..tab];
            rows.TryAdd(Key(word), (row, int.Parse(line[(tab + 1)..], CultureInfo.InvariantCulture)));
            if (row is >= CommonFrom and < CommonTo && word.IndexOfAnyExceptInRange('a', 'z') < 0) AddUnit(row, common);
            row++;
        }
        TensorPrimitives.Divide(common, TensorPrimitives.Norm<float>(common), common);
    }

    public static WordVectors Instance => Loaded.Value;

    /// <summary>Place by frequency, 0 the most frequent; null: the word is not known.</summary>
    public int? RankOf(ReadOnlySpan<char> word) => rows.TryGetValue(Key(word), out var at) ? at.Rank : null;

    /// <summary>Adds a word's vector times a weight, if it is known.</summary>
    public void TryAdd(ReadOnlySpan<char> word, float weight, Span<float> sum)
    {
        if (!rows.TryGetValue(Key(word), out var at)) return;
        Span<float> unit = stackalloc float[Dimensions];
        unit.Clear();
        AddUnit(at.Row, unit);
        TensorPrimitives.MultiplyAdd(common, -TensorPrimitives.Dot<float>(unit, common), unit, unit);
        TensorPrimitives.MultiplyAdd(unit, weight, sum, sum);
    }

    private void AddUnit(int row, Span<float> sum)
    {
        Span<float> unit = stackalloc float[Dimensions];
        for (var i = 0; i < Dimensions; i++) unit[i] = (sbyte)vectors[row * Dimensions + i];
        TensorPrimitives.MultiplyAdd(unit, 1 / TensorPrimitives.Norm<float>(unit), sum, sum);
    }

    /// <summary>FNV-1a: no two of these words share one.</summary>
    private static ulong Key(ReadOnlySpan<char> word)
    {
        var hash = 14_695_981_039_346_656_037ul;
        foreach (var letter in word) hash = (hash ^ letter) * 1_099_511_628_211ul;
        return hash;
    }

    private static byte[] Resource(string name)
    {
        using var stream = typeof(WordVectors).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
