using System.Runtime.Intrinsics;
using V128 = System.Runtime.Intrinsics.Vector128<float>;
using V256 = System.Runtime.Intrinsics.Vector256<float>;
using V512 = System.Runtime.Intrinsics.Vector512<float>;

namespace AutoRec.Engines.Sparse.Kernels;

/// <summary>
/// The vector operations of the kernels, for one vector width. Generic code over a struct is compiled separately for each struct, so every
/// operation becomes one machine instruction.
/// </summary>
internal unsafe interface ISimd<TVector>
    where TVector : struct
{
    static abstract int Width { get; }
    static abstract TVector Load(float* source);
    static abstract void Store(TVector vector, float* destination);
    static abstract TVector Broadcast(float value);
    static abstract TVector Add(TVector a, TVector b);
    static abstract TVector Subtract(TVector a, TVector b);
    static abstract TVector Multiply(TVector a, TVector b);
    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a · b + c, rounded once if the machine supports it.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);
    static abstract TVector Sqrt(TVector a);
    static abstract TVector Clamp(TVector a, TVector low, TVector high);

    /// <summary>For each value: <paramref name="a"/> &gt; 0 ? <paramref name="then"/> : <paramref name="otherwise"/>.</summary>
    static abstract TVector WherePositive(TVector a, TVector then, TVector otherwise);
    static abstract float Sum(TVector a);
}

internal readonly unsafe struct Simd512 : ISimd<V512>
{
    public static int Width => V512.Count;
    public static V512 Load(float* source) => Vector512.Load(source);
    public static void Store(V512 vector, float* destination) => vector.Store(destination);
    public static V512 Broadcast(float value) => Vector512.Create(value);
    public static V512 Add(V512 a, V512 b) => a + b;
    public static V512 Subtract(V512 a, V512 b) => a - b;
    public static V512 Multiply(V512 a, V512 b) => a * b;
    public static V512 Divide(V512 a, V512 b) => a / b;
    public static V512 MultiplyAdd(V512 a, V512 b, V512 c) => Vector512.MultiplyAddEstimate(a, b, c);
    public static V512 Sqrt(V512 a) => Vector512.Sqrt(a);
    public static V512 Clamp(V512 a, V512 low, V512 high) => Vector512.ClampNative(a, low, high);
    public static V512 WherePositive(V512 a, V512 then, V512 otherwise) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(a, V512.Zero), then, otherwise);

    public static float Sum(V512 a) => Vector512.Sum(a);
}

internal readonly unsafe struct Simd256 : ISimd<V256>
{
    public static int Width => V256.Count;
    public static V256 Load(float* source) => Vector256.Load(source);
    public static void Store(V256 vector, float* destination) => vector.Store(destination);
    public static V256 Broadcast(float value) => Vector256.Create(value);
    public static V256 Add(V256 a, V256 b) => a + b;
    public static V256 Subtract(V256 a, V256 b) => a - b;
    public static V256 Multiply(V256 a, V256 b) => a * b;
    public static V256 Divide(V256 a, V256 b) => a / b;
    public static V256 MultiplyAdd(V256 a, V256 b, V256 c) => Vector256.MultiplyAddEstimate(a, b, c);
    public static V256 Sqrt(V256 a) => Vector256.Sqrt(a);
    public static V256 Clamp(V256 a, V256 low, V256 high) => Vector256.ClampNative(a, low, high);
    public static V256 WherePositive(V256 a, V256 then, V256 otherwise) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(a, V256.Zero), then, otherwise);

    public static float Sum(V256 a) => Vector256.Sum(a);
}

internal readonly unsafe struct Simd128 : ISimd<V128>
{
    public static int Width => V128.Count;
    public static V128 Load(float* source) => Vector128.Load(source);
    public static void Store(V128 vector, float* destination) => vector.Store(destination);
    public static V128 Broadcast(float value) => Vector128.Create(value);
    public static V128 Add(V128 a, V128 b) => a + b;
    public static V128 Subtract(V128 a, V128 b) => a - b;
    public static V128 Multiply(V128 a, V128 b) => a * b;
    public static V128 Divide(V128 a, V128 b) => a / b;
    public static V128 MultiplyAdd(V128 a, V128 b, V128 c) => Vector128.MultiplyAddEstimate(a, b, c);
    public static V128 Sqrt(V128 a) => Vector128.Sqrt(a);
    public static V128 Clamp(V128 a, V128 low, V128 high) => Vector128.ClampNative(a, low, high);
    public static V128 WherePositive(V128 a, V128 then, V128 otherwise) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(a, V128.Zero), then, otherwise);

    public static float Sum(V128 a) => Vector128.Sum(a);
}
