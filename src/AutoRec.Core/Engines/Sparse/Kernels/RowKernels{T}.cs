using System.Runtime.CompilerServices;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse.Kernels;

/// <summary>The kernels for one vector width.</summary>
internal sealed unsafe class RowKernels<TSimd, TVector> : RowKernels
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public override string ToString() => typeof(TSimd).Name;

    // AggressiveOptimization, because a kernel would run thousands of times before tiering optimizes it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddRows(RowMatrix matrix, ReadOnlySpan<int> rows, ReadOnlySpan<float> factors, float* sum)
    {
        var k = 0;
        for (; k + 8 * TSimd.Width <= matrix.Stride; k += 8 * TSimd.Width)
        {
            var s = sum + k;
            TVector s0 = TSimd.Load(s), s1 = TSimd.Load(s + TSimd.Width);
            TVector s2 = TSimd.Load(s + 2 * TSimd.Width), s3 = TSimd.Load(s + 3 * TSimd.Width);
            TVector s4 = TSimd.Load(s + 4 * TSimd.Width), s5 = TSimd.Load(s + 5 * TSimd.Width);
            TVector s6 = TSimd.Load(s + 6 * TSimd.Width), s7 = TSimd.Load(s + 7 * TSimd.Width);
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

            TSimd.Store(s0, s);
            TSimd.Store(s1, s + TSimd.Width);
            TSimd.Store(s2, s + 2 * TSimd.Width);
            TSimd.Store(s3, s + 3 * TSimd.Width);
            TSimd.Store(s4, s + 4 * TSimd.Width);
            TSimd.Store(s5, s + 5 * TSimd.Width);
            TSimd.Store(s6, s + 6 * TSimd.Width);
            TSimd.Store(s7, s + 7 * TSimd.Width);
        }

        for (; k < matrix.Stride; k += 2 * TSimd.Width)
        {
            var s = sum + k;
            TVector s0 = TSimd.Load(s), s1 = TSimd.Load(s + TSimd.Width);
            for (var j = 0; j < rows.Length; j++)
            {
                var r = matrix[rows[j]] + k;
                var f = TSimd.Broadcast(factors[j]);
                s0 = TSimd.MultiplyAdd(f, TSimd.Load(r), s0);
                s1 = TSimd.MultiplyAdd(f, TSimd.Load(r + TSimd.Width), s1);
            }

            TSimd.Store(s0, s);
            TSimd.Store(s1, s + TSimd.Width);
        }
    }

    // Four rows and two vectors at a time: loaded values are used several times, and the sums fit the registers of every width.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddProduct(
        float* factors, int rowStep, int columnStep, RowMatrix matrix, int count, RowMatrix sums, int from, int rows)
    {
        for (var k = 0; k < matrix.Stride; k += 2 * TSimd.Width)
        {
            var l = k + TSimd.Width;
            var i = 0;
            for (; i + 4 <= rows; i += 4)
            {
                float* s = sums[from + i], t = sums[from + i + 1], u = sums[from + i + 2], v = sums[from + i + 3];
                TVector s0 = TSimd.Load(s + k), s1 = TSimd.Load(s + l), t0 = TSimd.Load(t + k), t1 = TSimd.Load(t + l);
                TVector u0 = TSimd.Load(u + k), u1 = TSimd.Load(u + l), v0 = TSimd.Load(v + k), v1 = TSimd.Load(v + l);
                var f = factors + (nint)i * rowStep;
                var r = matrix[0] + k;
                for (var j = 0; j < count; j++)
                {
                    TVector r0 = TSimd.Load(r), r1 = TSimd.Load(r + TSimd.Width);
                    var factor = TSimd.Broadcast(f[0]);
                    s0 = TSimd.MultiplyAdd(factor, r0, s0);
                    s1 = TSimd.MultiplyAdd(factor, r1, s1);
                    factor = TSimd.Broadcast(f[rowStep]);
                    t0 = TSimd.MultiplyAdd(factor, r0, t0);
                    t1 = TSimd.MultiplyAdd(factor, r1, t1);
                    factor = TSimd.Broadcast(f[2 * rowStep]);
                    u0 = TSimd.MultiplyAdd(factor, r0, u0);
                    u1 = TSimd.MultiplyAdd(factor, r1, u1);
                    factor = TSimd.Broadcast(f[3 * rowStep]);
                    v0 = TSimd.MultiplyAdd(factor, r0, v0);
                    v1 = TSimd.MultiplyAdd(factor, r1, v1);
                    r += matrix.Stride;
                    f += columnStep;
                }

                TSimd.Store(s0, s + k);
                TSimd.Store(s1, s + l);
                TSimd.Store(t0, t + k);
                TSimd.Store(t1, t + l);
                TSimd.Store(u0, u + k);
                TSimd.Store(u1, u + l);
                TSimd.Store(v0, v + k);
                TSimd.Store(v1, v + l);
            }

            for (; i < rows; i++)
            {
                var s = sums[from + i];
                TVector s0 = TSimd.Load(s + k), s1 = TSimd.Load(s + l);
                var f = factors + (nint)i * rowStep;
                var r = matrix[0] + k;
                for (var j = 0; j < count; j++)
                {
                    var factor = TSimd.Broadcast(*f);
                    s0 = TSimd.MultiplyAdd(factor, TSimd.Load(r), s0);
                    s1 = TSimd.MultiplyAdd(factor, TSimd.Load(r + TSimd.Width), s1);
                    r += matrix.Stride;
                    f += columnStep;
                }

                TSimd.Store(s0, s + k);
                TSimd.Store(s1, s + l);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddToRows(RowMatrix matrix, ReadOnlySpan<int> rows, ReadOnlySpan<float> factors, float* vector)
    {
        var k = 0;
        for (; k + 8 * TSimd.Width <= matrix.Stride; k += 8 * TSimd.Width)
        {
            var v = vector + k;
            TVector v0 = TSimd.Load(v), v1 = TSimd.Load(v + TSimd.Width);
            TVector v2 = TSimd.Load(v + 2 * TSimd.Width), v3 = TSimd.Load(v + 3 * TSimd.Width);
            TVector v4 = TSimd.Load(v + 4 * TSimd.Width), v5 = TSimd.Load(v + 5 * TSimd.Width);
            TVector v6 = TSimd.Load(v + 6 * TSimd.Width), v7 = TSimd.Load(v + 7 * TSimd.Width);
            for (var j = 0; j < rows.Length; j++)
            {
                var r = matrix[rows[j]] + k;
                var f = TSimd.Broadcast(factors[j]);
                TSimd.Store(TSimd.MultiplyAdd(f, v0, TSimd.Load(r)), r);
                TSimd.Store(TSimd.MultiplyAdd(f, v1, TSimd.Load(r + TSimd.Width)), r + TSimd.Width);
                TSimd.Store(TSimd.MultiplyAdd(f, v2, TSimd.Load(r + 2 * TSimd.Width)), r + 2 * TSimd.Width);
                TSimd.Store(TSimd.MultiplyAdd(f, v3, TSimd.Load(r + 3 * TSimd.Width)), r + 3 * TSimd.Width);
                TSimd.Store(TSimd.MultiplyAdd(f, v4, TSimd.Load(r + 4 * TSimd.Width)), r + 4 * TSimd.Width);
                TSimd.Store(TSimd.MultiplyAdd(f, v5, TSimd.Load(r + 5 * TSimd.Width)), r + 5 * TSimd.Width);
                TSimd.Store(TSimd.MultiplyAdd(f, v6, TSimd.Load(r + 6 * TSimd.Width)), r + 6 * TSimd.Width);
                TSimd.Store(TSimd.MultiplyAdd(f, v7, TSimd.Load(r + 7 * TSimd.Width)), r + 7 * TSimd.Width);
            }
        }

        for (; k < matrix.Stride; k += 2 * TSimd.Width)
        {
            TVector v0 = TSimd.Load(vector + k), v1 = TSimd.Load(vector + k + TSimd.Width);
            for (var j = 0; j < rows.Length; j++)
            {
                var r = matrix[rows[j]] + k;
                var f = TSimd.Broadcast(factors[j]);
                TSimd.Store(TSimd.MultiplyAdd(f, v0, TSimd.Load(r)), r);
                TSimd.Store(TSimd.MultiplyAdd(f, v1, TSimd.Load(r + TSimd.Width)), r + TSimd.Width);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Dot(RowMatrix matrix, int from, int length, ReadOnlySpan<int> rows, float* vector, Span<float> products)
    {
        var j = 0;
        for (; j + 4 <= rows.Length; j += 4)
        {
            float* r0 = matrix[rows[j]], r1 = matrix[rows[j + 1]], r2 = matrix[rows[j + 2]], r3 = matrix[rows[j + 3]];
            TVector p0 = default, p1 = default, p2 = default, p3 = default, q0 = default, q1 = default, q2 = default, q3 = default;
            for (var k = from; k < from + length; k += 2 * TSimd.Width)
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
            for (var k = from; k < from + length; k += 2 * TSimd.Width)
            {
                p = TSimd.MultiplyAdd(TSimd.Load(vector + k), TSimd.Load(r + k), p);
                q = TSimd.MultiplyAdd(TSimd.Load(vector + k + TSimd.Width), TSimd.Load(r + k + TSimd.Width), q);
            }

            products[j] = TSimd.Sum(TSimd.Add(p, q));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Adam(
        float* weights, float* mean, float* square, float* gradient, int stride, float decay, ReadOnlySpan<StepRates> steps)
    {
        const double beta1 = EngineSettings.AdamBeta1, beta2 = EngineSettings.AdamBeta2;
        TVector beta1Rest = TSimd.Broadcast((float)(1 - beta1)), beta2Rest = TSimd.Broadcast((float)(1 - beta2));
        TVector kept = TSimd.Broadcast((float)beta2), epsilon = TSimd.Broadcast((float)EngineSettings.AdamEpsilon);
        var lambda = TSimd.Broadcast(decay);
        // Two vectors at a time: with several steps, one alone would wait for its own square roots and quotients.
        for (var k = 0; k < stride; k += 2 * TSimd.Width)
        {
            var l = k + TSimd.Width;
            TVector w = TSimd.Load(weights + k), m = TSimd.Load(mean + k), v = TSimd.Load(square + k);
            TVector w2 = TSimd.Load(weights + l), m2 = TSimd.Load(mean + l), v2 = TSimd.Load(square + l);
            TVector given = default, given2 = default;
            if (gradient is not null)
                (given, given2) = (TSimd.Load(gradient + k), TSimd.Load(gradient + l));
            foreach (var step in steps)
            {
                TVector rate = TSimd.Broadcast(step.Rate), scale = TSimd.Broadcast(step.SquareScale);
                TVector g = TSimd.MultiplyAdd(lambda, w, given), g2 = TSimd.MultiplyAdd(lambda, w2, given2);
                m = TSimd.MultiplyAdd(TSimd.Subtract(g, m), beta1Rest, m);
                m2 = TSimd.MultiplyAdd(TSimd.Subtract(g2, m2), beta1Rest, m2);
                v = TSimd.MultiplyAdd(TSimd.Multiply(g, g), beta2Rest, TSimd.Multiply(v, kept));
                v2 = TSimd.MultiplyAdd(TSimd.Multiply(g2, g2), beta2Rest, TSimd.Multiply(v2, kept));
                w = TSimd.Subtract(w, TSimd.Divide(TSimd.Multiply(m, rate), TSimd.MultiplyAdd(TSimd.Sqrt(v), scale, epsilon)));
                w2 = TSimd.Subtract(w2, TSimd.Divide(TSimd.Multiply(m2, rate), TSimd.MultiplyAdd(TSimd.Sqrt(v2), scale, epsilon)));
                (given, given2) = (default, default);
            }

            TSimd.Store(w, weights + k);
            TSimd.Store(m, mean + k);
            TSimd.Store(v, square + k);
            TSimd.Store(w2, weights + l);
            TSimd.Store(m2, mean + l);
            TSimd.Store(v2, square + l);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void RowAdamStep(
        float* weights, float* mean, float* squares, float* gradient, int width, int blockWidth, float decay, StepRates step)
    {
        const double beta1 = EngineSettings.AdamBeta1, beta2 = EngineSettings.AdamBeta2;
        TVector lambda = TSimd.Broadcast(decay), beta1Rest = TSimd.Broadcast((float)(1 - beta1));
        var stride = UnitBlock.RoundUp(width);
        for (var from = 0; from < width; from += blockWidth, squares++)
        {
            var to = Math.Min(from + blockWidth, stride);
            TVector sum = default, sum2 = default;
            for (var k = from; k < to; k += 2 * TSimd.Width)
            {
                var l = k + TSimd.Width;
                TVector g = TSimd.MultiplyAdd(lambda, TSimd.Load(weights + k), TSimd.Load(gradient + k));
                TVector g2 = TSimd.MultiplyAdd(lambda, TSimd.Load(weights + l), TSimd.Load(gradient + l));
                sum = TSimd.MultiplyAdd(g, g, sum);
                sum2 = TSimd.MultiplyAdd(g2, g2, sum2);
            }

            var mean2 = TSimd.Sum(TSimd.Add(sum, sum2)) / Math.Min(blockWidth, width - from);
            *squares = (float)beta2 * *squares + (float)(1 - beta2) * mean2;
            var rate = TSimd.Broadcast(-step.Rate / (MathF.Sqrt(*squares) * step.SquareScale + (float)EngineSettings.AdamEpsilon));
            for (var k = from; k < to; k += TSimd.Width)
            {
                TVector w = TSimd.Load(weights + k), m = TSimd.Load(mean + k);
                m = TSimd.MultiplyAdd(TSimd.Subtract(TSimd.MultiplyAdd(lambda, w, TSimd.Load(gradient + k)), m), beta1Rest, m);
                TSimd.Store(m, mean + k);
                TSimd.Store(TSimd.MultiplyAdd(rate, m, w), weights + k);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void RowAdamWait(
        float* weights,
        float* mean,
        float* squares,
        int width,
        int blockWidth,
        float decay,
        ReadOnlySpan<StepRates> steps,
        float* current)
    {
        var stride = UnitBlock.RoundUp(width);
        for (var from = 0; from < width; from += blockWidth, squares++)
        {
            var to = Math.Min(from + blockWidth, stride);
            TVector ww = default, wm = default, mm = default;
            for (var k = from; k < to; k += TSimd.Width)
            {
                TVector w = TSimd.Load(weights + k), m = TSimd.Load(mean + k);
                ww = TSimd.MultiplyAdd(w, w, ww);
                wm = TSimd.MultiplyAdd(w, m, wm);
                mm = TSimd.MultiplyAdd(m, m, mm);
            }

            double count = Math.Min(blockWidth, width - from);
            var waited = new RowAdamSteps(*squares, TSimd.Sum(ww) / count, TSimd.Sum(wm) / count, TSimd.Sum(mm) / count);
            waited.Take(steps, decay);
            TVector a = TSimd.Broadcast((float)waited.WeightOfWeight), b = TSimd.Broadcast((float)waited.WeightOfMean);
            TVector c = TSimd.Broadcast((float)waited.MeanOfWeight), d = TSimd.Broadcast((float)waited.MeanOfMean);
            for (var k = from; k < to; k += TSimd.Width)
            {
                TVector w = TSimd.Load(weights + k), m = TSimd.Load(mean + k);
                TSimd.Store(TSimd.MultiplyAdd(a, w, TSimd.Multiply(b, m)), current + k);
                if (current == weights)
                    TSimd.Store(TSimd.MultiplyAdd(c, w, TSimd.Multiply(d, m)), mean + k);
            }

            if (current == weights)
                *squares = (float)waited.Square;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Sgd(
        float* weights, float* velocity, float* gradient, int stride, float decay, float momentum, ReadOnlySpan<StepRates> steps)
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
