using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoRec.Model;

/// <summary>The dot products of scores and of linear systems.</summary>
internal static class DotProduct
{
    /// <summary>
    /// Computes Σ x<sub>k</sub> y<sub>k</sub>. The order of the sum depends on the length alone, so the bits are the same on every machine.
    /// AggressiveOptimization makes the first scores of a process as fast as later ones; TensorPrimitives' product starts unoptimized.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        y = y[..x.Length];
        ref var a = ref MemoryMarshal.GetReference(x);
        ref var b = ref MemoryMarshal.GetReference(y);
        Vector256<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        nuint k = 0, length = (nuint)x.Length;
        for (; k + 32 <= length; k += 32)
        {
            sum0 += Vector256.LoadUnsafe(ref a, k) * Vector256.LoadUnsafe(ref b, k);
            sum1 += Vector256.LoadUnsafe(ref a, k + 8) * Vector256.LoadUnsafe(ref b, k + 8);
            sum2 += Vector256.LoadUnsafe(ref a, k + 16) * Vector256.LoadUnsafe(ref b, k + 16);
            sum3 += Vector256.LoadUnsafe(ref a, k + 24) * Vector256.LoadUnsafe(ref b, k + 24);
        }

        for (; k + 8 <= length; k += 8)
            sum0 += Vector256.LoadUnsafe(ref a, k) * Vector256.LoadUnsafe(ref b, k);
        var sum = Vector256.Sum(sum0 + sum1 + (sum2 + sum3));
        for (; k < length; k++)
            sum += Unsafe.Add(ref a, k) * Unsafe.Add(ref b, k);
        return sum;
    }

    /// <inheritdoc cref="Of(ReadOnlySpan{float}, ReadOnlySpan{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        y = y[..x.Length];
        ref var a = ref MemoryMarshal.GetReference(x);
        ref var b = ref MemoryMarshal.GetReference(y);
        Vector256<double> sum0 = default, sum1 = default;
        nuint k = 0, length = (nuint)x.Length;
        for (; k + 8 <= length; k += 8)
        {
            sum0 += Vector256.LoadUnsafe(ref a, k) * Vector256.LoadUnsafe(ref b, k);
            sum1 += Vector256.LoadUnsafe(ref a, k + 4) * Vector256.LoadUnsafe(ref b, k + 4);
        }

        if (k + 4 <= length)
        {
            sum0 += Vector256.LoadUnsafe(ref a, k) * Vector256.LoadUnsafe(ref b, k);
            k += 4;
        }

        var sum = Vector256.Sum(sum0 + sum1);
        for (; k < length; k++)
            sum += Unsafe.Add(ref a, k) * Unsafe.Add(ref b, k);
        return sum;
    }
}
