#if !NET9_0_OR_GREATER
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using V128 = System.Runtime.Intrinsics.Vector128<float>;
using V256 = System.Runtime.Intrinsics.Vector256<float>;
using V512 = System.Runtime.Intrinsics.Vector512<float>;

namespace AutoRec.Engines.Sparse.Kernels;

/// <summary>
/// The vector operations that .NET 8 lacks, under the names that they have since .NET 9. They become the same instructions: Min and Max of
/// .NET 8 are the native ones.
/// </summary>
internal static class VectorsOfNet8
{
    extension(Vector512)
    {
        public static V512 MultiplyAddEstimate(V512 a, V512 b, V512 c) =>
            Avx512F.IsSupported ? Avx512F.FusedMultiplyAdd(a, b, c) : a * b + c;

        public static V512 ClampNative(V512 a, V512 low, V512 high) => Vector512.Min(Vector512.Max(a, low), high);
    }

    extension(Vector256)
    {
        public static V256 MultiplyAddEstimate(V256 a, V256 b, V256 c) => Fma.IsSupported ? Fma.MultiplyAdd(a, b, c) : a * b + c;

        public static V256 ClampNative(V256 a, V256 low, V256 high) => Vector256.Min(Vector256.Max(a, low), high);
    }

    extension(Vector128)
    {
        public static V128 MultiplyAddEstimate(V128 a, V128 b, V128 c) => Fma.IsSupported ? Fma.MultiplyAdd(a, b, c)
            : AdvSimd.IsSupported ? AdvSimd.FusedMultiplyAdd(c, a, b)
            : a * b + c;

        public static V128 ClampNative(V128 a, V128 low, V128 high) => Vector128.Min(Vector128.Max(a, low), high);
    }
}
#endif
