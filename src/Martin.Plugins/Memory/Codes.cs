using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Martin.Plugins.Memory;

/// <summary>Vectors with a byte a component, −127 to 127.</summary>
internal static class Codes
{
    /// <summary>Rows are as long as a multiple of this, filled up with zeros.</summary>
    public const int Alignment = 64;

    /// <returns>What a code is to be multiplied by.</returns>
    public static float Write(ReadOnlySpan<float> vector, Span<sbyte> code)
    {
        code.Clear();
        var largest = 0f;
        foreach (var component in vector) largest = MathF.Max(largest, MathF.Abs(component));
        if (largest == 0) return 0;
        for (var i = 0; i < vector.Length; i++) code[i] = (sbyte)MathF.Round(vector[i] / largest * sbyte.MaxValue);
        return largest / sbyte.MaxValue;
    }

    /// <param name="a">As long as <paramref name="b"/>, a multiple of <see cref="Alignment"/>.</param>
    public static int Dot(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b) => Avx2.IsSupported ? ByPairs(a, b) : Portable(a, b);

    // The instruction takes a factor without a sign: the other one gets it. Two products (2 · 127²) just fit into its 16 bits.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]  // the first search already compares a hundred thousand
    private static int ByPairs(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        ref var atA = ref MemoryMarshal.GetReference(a);
        ref var atB = ref MemoryMarshal.GetReference(b);
        var (sum, other) = (Vector256<int>.Zero, Vector256<int>.Zero);
        for (var i = 0; i < a.Length; i += Alignment)
        {
            sum += Products(Vector256.LoadUnsafe(ref atA, (nuint)i), Vector256.LoadUnsafe(ref atB, (nuint)i));
            other += Products(Vector256.LoadUnsafe(ref atA, (nuint)i + 32), Vector256.LoadUnsafe(ref atB, (nuint)i + 32));
        }
        return Vector256.Sum(sum + other);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Products(Vector256<sbyte> a, Vector256<sbyte> b) =>
        Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(Avx2.Abs(a), Avx2.Sign(b, a)), Vector256<short>.One);

    internal static int Portable(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
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
