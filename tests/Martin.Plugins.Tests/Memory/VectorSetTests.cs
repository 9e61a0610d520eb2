using System.Numerics.Tensors;
using Martin.Plugins.Memory;

namespace Martin.Plugins.Tests.Memory;

public sealed class VectorSetTests
{
    [Theory]
    [InlineData(256, 3_000)]
    [InlineData(100, 3_000)]
    [InlineData(1_536, 4_000)]
    public void The_nearest_are_those_that_a_plain_comparison_finds(int dimensions, int count)
    {
        var random = new Random(dimensions);
        var all = new Dictionary<Guid, float[]>();
        var set = new VectorSet(dimensions);
        for (var i = 0; i < count; i++)
        {
            var (id, vector) = (Guid.NewGuid(), Vector(random, dimensions));
            all[id] = vector;
            set.Set(id, vector);
            if (i % 7 != 0) continue;  // some go again, some change
            var old = all.Keys.ElementAt(random.Next(all.Count));
            if (i % 2 == 0)
            {
                all.Remove(old);
                set.Remove(old);
            }
            else set.Set(old, all[old] = Vector(random, dimensions));
        }
        Assert.Equal(all.Count, set.Count);
        var found = 0;
        for (var i = 0; i < 50; i++)
        {
            var query = Vector(random, dimensions);
            var expected = all.Select(v => (v.Key, Score: (double)TensorPrimitives.Dot<float>(query, v.Value))).OrderByDescending(v => v.Score).Take(10).ToList();
            var hits = set.Nearest(query, 10);
            Assert.Equal(10, hits.Count);
            Assert.Equal(hits.OrderByDescending(h => h.Score), hits);
            Assert.All(hits, h => Assert.Equal(TensorPrimitives.Dot<float>(query, all[h.MemoryId]), h.Score, 0.01));
            found += hits.Count(h => expected.Any(e => e.Key == h.MemoryId));
        }
        Assert.True(found >= 475, $"{found} of 500");
    }

    [Fact]
    public void Both_ways_to_compare_give_the_same_also_at_the_ends_of_the_range()
    {
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            sbyte[] a = new sbyte[Codes.Alignment * 3], b = new sbyte[a.Length];
            for (var k = 0; k < a.Length; k++) (a[k], b[k]) = i == 0 ? ((sbyte)127, (sbyte)-127) : ((sbyte)random.Next(-127, 128), (sbyte)random.Next(-127, 128));
            var expected = a.Zip(b, (x, y) => x * y).Sum();
            Assert.Equal((expected, expected), (Codes.Dot(a, b), Codes.Portable(a, b)));
        }
    }

    [Fact]
    public void Few_none_and_vectors_of_nothing_are_no_trouble()
    {
        var set = new VectorSet(10);
        Assert.Empty(set.Nearest(new float[10], 5));
        set.Set(Guid.NewGuid(), new float[10]);
        Assert.Equal(0, Assert.Single(set.Nearest([1, 0, 0, 0, 0, 0, 0, 0, 0, 0], 5)).Score);
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Set(Guid.NewGuid(), new float[9]));
        set.Remove(Guid.NewGuid());
        Assert.Equal(1, set.Count);
    }

    /// <summary>Of length 1, with what matters most in front, as today's models give them.</summary>
    private static float[] Vector(Random random, int dimensions)
    {
        var vector = Enumerable.Range(0, dimensions).Select(i => (float)((random.NextDouble() - 0.5) / Math.Sqrt(1 + i / 32.0))).ToArray();
        var length = TensorPrimitives.Norm<float>(vector);
        return [.. vector.Select(v => v / length)];
    }
}
