using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    private readonly int stride = (dimensions + Codes.Alignment - 1) / Codes.Alignment * Codes.Alignment;
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
        var scale = Codes.Write(vector, Row(place));
        var beginning = TensorPrimitives.Norm(vector[..Math.Min(Beginning, dimensions)]);
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
        var scale = Codes.Write(query, code);
        if (stride <= Beginning || rows.Count <= LeastPromising) return Hits(Best(code, whole: true, count, null), scale);
        var promising = Best(code, whole: false, Math.Max(LeastPromising, count * PromisingPerWanted), null);
        return Hits(Best(code, whole: true, count, [.. promising.UnorderedItems.Select(p => p.Element)]), scale);
    }

    /// <param name="among">Places; null is all.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private PriorityQueue<int, float> Best(ReadOnlySpan<sbyte> query, bool whole, int count, int[]? among)
    {
        if (!whole) query = query[..Beginning];
        var scales = CollectionsMarshal.AsSpan(rows);
        var best = new PriorityQueue<int, float>(count + 1);
        var least = float.NegativeInfinity;
        for (var i = 0; i < (among?.Length ?? scales.Length); i++)
        {
            var place = among is null ? i : among[i];
            var score = Codes.Dot(query, Row(place)[..query.Length]) * (whole ? scales[place].Scale : scales[place].BeginningScale);
            if (score <= least) continue;
            if (best.Count < count) best.Enqueue(place, score);
            else best.EnqueueDequeue(place, score);
            if (best.Count == count && best.TryPeek(out _, out var lowest)) least = lowest;
        }
        return best;
    }

    private List<VectorHit> Hits(PriorityQueue<int, float> best, float queryScale)
    {
        var hits = new List<VectorHit>(best.Count);
        while (best.TryDequeue(out var place, out var score)) hits.Add(new(rows[place].Id, score * queryScale));
        hits.Reverse();
        return hits;
    }

    private Span<sbyte> Row(int place) => blocks[place / RowsInBlock].AsSpan(place % RowsInBlock * stride, stride);
}
