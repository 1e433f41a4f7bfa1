using System.Runtime.CompilerServices;

namespace AutoRec.Engines.Kernels;

/// <summary>The kernels over the vectors of one width.</summary>
internal sealed unsafe class RowKernels<TSimd, TVector> : RowKernels
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public override string ToString() => typeof(TSimd).Name;

    // AggressiveOptimization: a kernel runs thousands of times before tiering would get round to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddRows(RowMatrix matrix, ReadOnlySpan<int> rows, ReadOnlySpan<float> factors, float* sum)
    {
        var j = 0;
        for (; j + 8 <= rows.Length; j += 8)
        {
            float* r0 = matrix[rows[j]], r1 = matrix[rows[j + 1]], r2 = matrix[rows[j + 2]], r3 = matrix[rows[j + 3]];
            float* r4 = matrix[rows[j + 4]], r5 = matrix[rows[j + 5]], r6 = matrix[rows[j + 6]], r7 = matrix[rows[j + 7]];
            TVector f0 = TSimd.Broadcast(factors[j]), f1 = TSimd.Broadcast(factors[j + 1]), f2 = TSimd.Broadcast(factors[j + 2]), f3 = TSimd.Broadcast(factors[j + 3]);
            TVector f4 = TSimd.Broadcast(factors[j + 4]), f5 = TSimd.Broadcast(factors[j + 5]), f6 = TSimd.Broadcast(factors[j + 6]), f7 = TSimd.Broadcast(factors[j + 7]);
            for (var k = 0; k < matrix.Stride; k += TSimd.Width)
            {
                var s = TSimd.Load(sum + k);
                s = TSimd.MultiplyAdd(f0, TSimd.Load(r0 + k), s);
                var t = TSimd.Multiply(f1, TSimd.Load(r1 + k));
                s = TSimd.MultiplyAdd(f2, TSimd.Load(r2 + k), s);
                t = TSimd.MultiplyAdd(f3, TSimd.Load(r3 + k), t);
                s = TSimd.MultiplyAdd(f4, TSimd.Load(r4 + k), s);
                t = TSimd.MultiplyAdd(f5, TSimd.Load(r5 + k), t);
                s = TSimd.MultiplyAdd(f6, TSimd.Load(r6 + k), s);
                t = TSimd.MultiplyAdd(f7, TSimd.Load(r7 + k), t);
                TSimd.Store(TSimd.Add(s, t), sum + k);
            }
        }

        for (; j + 2 <= rows.Length; j += 2)
        {
            float* r0 = matrix[rows[j]], r1 = matrix[rows[j + 1]];
            TVector f0 = TSimd.Broadcast(factors[j]), f1 = TSimd.Broadcast(factors[j + 1]);
            for (var k = 0; k < matrix.Stride; k += TSimd.Width)
                TSimd.Store(TSimd.MultiplyAdd(f0, TSimd.Load(r0 + k), TSimd.MultiplyAdd(f1, TSimd.Load(r1 + k), TSimd.Load(sum + k))), sum + k);
        }

        if (j < rows.Length)
        {
            var r0 = matrix[rows[j]];
            var f0 = TSimd.Broadcast(factors[j]);
            for (var k = 0; k < matrix.Stride; k += TSimd.Width)
                TSimd.Store(TSimd.MultiplyAdd(f0, TSimd.Load(r0 + k), TSimd.Load(sum + k)), sum + k);
        }
    }

    // Blocked over K: sums in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddRowsA(RowMatrix matrix, ReadOnlySpan<int> rows, ReadOnlySpan<float> factors, float* sum)
    {
        var k = 0;
        for (; k + 8 * TSimd.Width <= matrix.Stride; k += 8 * TSimd.Width)
        {
            float* s = sum + k;
            TVector s0 = TSimd.Load(s), s1 = TSimd.Load(s + TSimd.Width), s2 = TSimd.Load(s + 2 * TSimd.Width), s3 = TSimd.Load(s + 3 * TSimd.Width);
            TVector s4 = TSimd.Load(s + 4 * TSimd.Width), s5 = TSimd.Load(s + 5 * TSimd.Width), s6 = TSimd.Load(s + 6 * TSimd.Width), s7 = TSimd.Load(s + 7 * TSimd.Width);
            for (var j = 0; j < rows.Length; j++)
            {
                var r = matrix[rows[j]] + k;
                var f = TSimd.Broadcast(factors[j]);
                s0 = TSimd.MultiplyAdd(f, TSimd.Load(r), s0);
                s1 = TSimd.MultiplyAdd(f, TSimd.Load(r + TSimd.Width), s1);
                s2 = TSimd.MultiplyAdd(f, TSimd.Load(r + 2 * TSimd.Width), s2);
                s3 = TSimd.MultiplyAdd(f, TSimd.Load(r + 3 * TSimd.Width), s3);
                s4 = TSimd.MultiplyAdd(f, TSimd.Load(r + 4 * TSimd.Width), s4);
                s5 = TSimd.MultiplyAdd(f, TSimd.Load(r + 5 * TSimd.Width), s5);
                s6 = TSimd.MultiplyAdd(f, TSimd.Load(r + 6 * TSimd.Width), s6);
                s7 = TSimd.MultiplyAdd(f, TSimd.Load(r + 7 * TSimd.Width), s7);
            }
            TSimd.Store(s0, s); TSimd.Store(s1, s + TSimd.Width); TSimd.Store(s2, s + 2 * TSimd.Width); TSimd.Store(s3, s + 3 * TSimd.Width);
            TSimd.Store(s4, s + 4 * TSimd.Width); TSimd.Store(s5, s + 5 * TSimd.Width); TSimd.Store(s6, s + 6 * TSimd.Width); TSimd.Store(s7, s + 7 * TSimd.Width);
        }
        for (; k < matrix.Stride; k += TSimd.Width)
        {
            var s = TSimd.Load(sum + k);
            for (var j = 0; j < rows.Length; j++)
                s = TSimd.MultiplyAdd(TSimd.Broadcast(factors[j]), TSimd.Load(matrix[rows[j]] + k), s);
            TSimd.Store(s, sum + k);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Dot(RowMatrix matrix, ReadOnlySpan<int> rows, float* vector, Span<float> products)
    {
        var j = 0;
        for (; j + 4 <= rows.Length; j += 4)
        {
            float* r0 = matrix[rows[j]], r1 = matrix[rows[j + 1]], r2 = matrix[rows[j + 2]], r3 = matrix[rows[j + 3]];
            TVector p0 = default, p1 = default, p2 = default, p3 = default, q0 = default, q1 = default, q2 = default, q3 = default;
            for (var k = 0; k < matrix.Stride; k += 2 * TSimd.Width)
            {
                var v = TSimd.Load(vector + k);
                p0 = TSimd.MultiplyAdd(v, TSimd.Load(r0 + k), p0);
                p1 = TSimd.MultiplyAdd(v, TSimd.Load(r1 + k), p1);
                p2 = TSimd.MultiplyAdd(v, TSimd.Load(r2 + k), p2);
                p3 = TSimd.MultiplyAdd(v, TSimd.Load(r3 + k), p3);
                v = TSimd.Load(vector + k + TSimd.Width);
                q0 = TSimd.MultiplyAdd(v, TSimd.Load(r0 + k + TSimd.Width), q0);
                q1 = TSimd.MultiplyAdd(v, TSimd.Load(r1 + k + TSimd.Width), q1);
                q2 = TSimd.MultiplyAdd(v, TSimd.Load(r2 + k + TSimd.Width), q2);
                q3 = TSimd.MultiplyAdd(v, TSimd.Load(r3 + k + TSimd.Width), q3);
            }

            products[j] = TSimd.Sum(TSimd.Add(p0, q0));
            products[j + 1] = TSimd.Sum(TSimd.Add(p1, q1));
            products[j + 2] = TSimd.Sum(TSimd.Add(p2, q2));
            products[j + 3] = TSimd.Sum(TSimd.Add(p3, q3));
        }

        for (; j < rows.Length; j++)
        {
            var r = matrix[rows[j]];
            TVector p = default, q = default;
            for (var k = 0; k < matrix.Stride; k += 2 * TSimd.Width)
            {
                p = TSimd.MultiplyAdd(TSimd.Load(vector + k), TSimd.Load(r + k), p);
                q = TSimd.MultiplyAdd(TSimd.Load(vector + k + TSimd.Width), TSimd.Load(r + k + TSimd.Width), q);
            }

            products[j] = TSimd.Sum(TSimd.Add(p, q));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Adam(float* weights, float* mean, float* square, float* gradient, int stride, float decay, ReadOnlySpan<StepRates> steps)
    {
        TVector beta1Rest = TSimd.Broadcast(0.1f), beta2 = TSimd.Broadcast(0.999f), beta2Rest = TSimd.Broadcast(0.001f), epsilon = TSimd.Broadcast(1e-8f);
        var lambda = TSimd.Broadcast(decay);
        for (var k = 0; k < stride; k += TSimd.Width)
        {
            TVector w = TSimd.Load(weights + k), m = TSimd.Load(mean + k), v = TSimd.Load(square + k);
            var given = gradient is null ? default : TSimd.Load(gradient + k);
            foreach (var step in steps)
            {
                var g = TSimd.MultiplyAdd(lambda, w, given);
                m = TSimd.MultiplyAdd(TSimd.Subtract(g, m), beta1Rest, m);
                v = TSimd.MultiplyAdd(TSimd.Multiply(g, g), beta2Rest, TSimd.Multiply(v, beta2));
                var size = TSimd.MultiplyAdd(TSimd.Sqrt(v), TSimd.Broadcast(step.SquareScale), epsilon);
                w = TSimd.Subtract(w, TSimd.Divide(TSimd.Multiply(m, TSimd.Broadcast(step.Rate)), size));
                given = default;
            }

            TSimd.Store(w, weights + k);
            TSimd.Store(m, mean + k);
            TSimd.Store(v, square + k);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Sgd(float* weights, float* velocity, float* gradient, int stride, float decay, float momentum, ReadOnlySpan<StepRates> steps)
    {
        TVector lambda = TSimd.Broadcast(decay), kept = TSimd.Broadcast(momentum);
        for (var k = 0; k < stride; k += TSimd.Width)
        {
            TVector w = TSimd.Load(weights + k), v = TSimd.Load(velocity + k);
            var given = gradient is null ? default : TSimd.Load(gradient + k);
            foreach (var step in steps)
            {
                v = TSimd.MultiplyAdd(kept, v, TSimd.MultiplyAdd(lambda, w, given));
                w = TSimd.Subtract(w, TSimd.Multiply(v, TSimd.Broadcast(step.Rate)));
                given = default;
            }

            TSimd.Store(w, weights + k);
            TSimd.Store(v, velocity + k);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void RProp(float* weights, float* previous, float* size, float* gradient, int stride, float decay, int steps)
    {
        TVector zero = default, one = TSimd.Broadcast(1), faster = TSimd.Broadcast(1.2f), slower = TSimd.Broadcast(0.5f);
        TVector least = TSimd.Broadcast(1e-6f), most = TSimd.Broadcast(50), lambda = TSimd.Broadcast(decay);
        for (var k = 0; k < stride; k += TSimd.Width)
        {
            TVector w = TSimd.Load(weights + k), last = TSimd.Load(previous + k), s = TSimd.Load(size + k);
            var given = gradient is null ? default : TSimd.Load(gradient + k);
            for (var step = 0; step < steps; step++)
            {
                var g = TSimd.MultiplyAdd(lambda, w, given);
                var agree = TSimd.Multiply(g, last);
                var disagree = TSimd.Subtract(zero, agree);
                s = TSimd.Multiply(s, TSimd.WherePositive(agree, faster, TSimd.WherePositive(disagree, slower, one)));
                s = TSimd.Clamp(s, least, most);
                g = TSimd.WherePositive(disagree, zero, g);
                w = TSimd.Subtract(w, TSimd.WherePositive(g, s, zero));
                w = TSimd.Add(w, TSimd.WherePositive(TSimd.Subtract(zero, g), s, zero));
                last = g;
                given = default;
            }

            TSimd.Store(w, weights + k);
            TSimd.Store(last, previous + k);
            TSimd.Store(s, size + k);
        }
    }
}
