using System.Numerics;

namespace Martin.Plugins.Memory;

/// <summary>
/// Vectors in memory, a byte a component, searched from one end to the other: exact but for the rounding (a cosine is off by less than 0.01), and
/// with no index to build. Of long vectors the beginnings are compared first and whole ones only where those look promising: today's models put
/// what matters most in front (Kusupati et al., "Matryoshka Representation Learning", 2022).
/// </summary>
/// <remarks>Not safe for several threads.</remarks>
public sealed class VectorSet(int dimensions)
{
    private const int RowsInBlock = 1_024;

    /// <summary>Components that are compared first.</summary>
    private const int Beginning = 256;

    /// <summary>Compared whole, for each that is wanted; never fewer than the next.</summary>
    private const int PromisingPerWanted = 20, LeastPromising = 1_000;

    private readonly int stride = (dimensions + Vector<sbyte>.Count - 1) / Vector<sbyte>.Count * Vector<sbyte>.Count;
    private readonly List<sbyte[]> blocks = [];
    private readonly List<(Guid Id, float Scale, float BeginningScale)> rows = [];
    private readonly Dictionary<Guid, int> places = [];

    public int Count => rows.Count;

    /// <summary>Bytes that it takes, near enough.</summary>
    public long Bytes => (long)blocks.Count * RowsInBlock * stride + rows.Count * 80L;

    /// <summary>Adds it, or puts it in the place of the one with the same id.</summary>
    /// <param name="vector">Of length 1.</param>
    public void Set(Guid id, ReadOnlySpan<float> vector)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(vector.Length, dimensions);
        if (!places.TryGetValue(id, out var place))
        {
            places[id] = place = rows.Count;
            rows.Add(default);
            if (place == blocks.Count * RowsInBlock) blocks.Add(new sbyte[RowsInBlock * stride]);
        }
        var scale = Write(vector, Row(place));
        var beginning = System.Numerics.Tensors.TensorPrimitives.Norm(vector[..Math.Min(Beginning, dimensions)]);
        rows[place] = (id, scale, beginning > 0 ? scale / beginning : 0);
    }

    /// <summary>Takes it out, if it is there; the last one moves into its place.</summary>
    public void Remove(Guid id)
    {
        if (!places.Remove(id, out var place)) return;
        var last = rows.Count - 1;
        if (place != last)
        {
            Row(last).CopyTo(Row(place));
            rows[place] = rows[last];
            places[rows[last].Id] = place;
        }
        rows.RemoveAt(last);
    }

    /// <returns>At most <paramref name="count"/>, the nearest first.</returns>
    public List<VectorHit> Nearest(ReadOnlySpan<float> query, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(query.Length, dimensions);
        var code = new sbyte[stride];
        var scale = Write(query, code);
        if (stride <= Beginning || rows.Count <= LeastPromising) return Best(Enumerable.Range(0, rows.Count), code, stride, scale, whole: true, count);
        var promising = Best(Enumerable.Range(0, rows.Count), code, Beginning, scale, whole: false, Math.Max(LeastPromising, count * PromisingPerWanted));
        return Best(promising.Select(h => places[h.MemoryId]), code, stride, scale, whole: true, count);
    }

    private List<VectorHit> Best(IEnumerable<int> candidates, sbyte[] query, int length, float queryScale, bool whole, int count)
    {
        var best = new PriorityQueue<int, float>(count + 1);
        var least = float.NegativeInfinity;
        foreach (var place in candidates)
        {
            var row = rows[place];
            var score = Dot(Row(place)[..length], query.AsSpan(0, length)) * (whole ? row.Scale : row.BeginningScale);
            if (best.Count == count && score <= least) continue;
            best.Enqueue(place, score);
            if (best.Count > count) best.Dequeue();
            if (best.Count == count && best.TryPeek(out _, out var lowest)) least = lowest;
        }
        var hits = new List<VectorHit>(best.Count);
        while (best.TryDequeue(out var place, out var score)) hits.Add(new(rows[place].Id, score * queryScale));
        hits.Reverse();
        return hits;
    }

    private Span<sbyte> Row(int place) => blocks[place / RowsInBlock].AsSpan(place % RowsInBlock * stride, stride);

    /// <returns>What a code is to be multiplied by.</returns>
    private static float Write(ReadOnlySpan<float> vector, Span<sbyte> code)
    {
        code.Clear();
        var largest = 0f;
        foreach (var component in vector) largest = MathF.Max(largest, MathF.Abs(component));
        if (largest == 0) return 0;
        for (var i = 0; i < vector.Length; i++) code[i] = (sbyte)MathF.Round(vector[i] / largest * sbyte.MaxValue);
        return largest / sbyte.MaxValue;
    }

    /// <summary>Two products of codes (2 · 127²) just fit into 16 bits; their sums are kept in 32.</summary>
    private static int Dot(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        var (low, high) = (Vector<int>.Zero, Vector<int>.Zero);
        for (var i = 0; i < a.Length; i += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(a[i..]), out var aLow, out var aHigh);
            Vector.Widen(new Vector<sbyte>(b[i..]), out var bLow, out var bHigh);
            Vector.Widen(aLow * bLow + aHigh * bHigh, out var sumLow, out var sumHigh);
            low += sumLow;
            high += sumHigh;
        }
        return Vector.Sum(low + high);
    }
}
