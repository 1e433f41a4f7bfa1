namespace AutoRec.Choice;

/// <summary>The Gram matrix VᵀV of n × K factors, with sums in an order that does not depend on the number of threads.</summary>
internal static class FactorGram
{
    private const int BlockRows = 1024;

    /// <returns>The lower triangle in rows, K(K + 1)/2 values.</returns>
    public static double[] Of(float[] factors, int length, ParallelOptions parallel)
    {
        var rows = factors.Length / length;
        var blocks = new double[(rows + BlockRows - 1) / BlockRows][];
        Parallel.For(0, blocks.Length, parallel, block =>
        {
            var (sum, from, to) = (new float[length * length], block * BlockRows, Math.Min(rows, (block + 1) * BlockRows));
            for (var row = from; row < to; row++)
            {
                var factor = factors.AsSpan(row * length, length);
                for (var i = 0; i < length; i++)
                {
                    var sums = sum.AsSpan(i * length, i + 1);
                    TensorPrimitives.MultiplyAdd(factor[..(i + 1)], factor[i], sums, sums);
                }
            }

            var lower = new double[length * (length + 1) / 2];
            for (int i = 0, at = 0; i < length; i++, at += i)
                TensorPrimitives.ConvertChecked<float, double>(sum.AsSpan(i * length, i + 1), lower.AsSpan(at));
            blocks[block] = lower;
        });

        var total = new double[length * (length + 1) / 2];
        foreach (var block in blocks)
            TensorPrimitives.Add(total, block, total);
        return total;
    }
}
