using AutoRec.Model;

namespace AutoRec.Recommending;

/// <summary>Finds the vectors with the highest cosine to one of them.</summary>
internal static class Similarity
{
    public delegate ReadOnlySpan<float> VectorOf(int index);

    /// <summary>The indices with the highest cosines, the best first; never the index itself or a vector of zeros.</summary>
    public static (int[] Indices, float[] Cosines) Find(int total, int index, int count, VectorOf vectorOf)
    {
        count = Math.Min(count, total);
        var (indices, cosines) = (new int[count], new float[count]);
        var best = new TopItems(indices, cosines);
        for (var other = 0; other < total; other++)
        {
            var cosine = other == index ? float.NaN : Cosine(vectorOf(index), vectorOf(other));
            if (cosine >= best.Threshold)
                best.Add(other, cosine);
        }

        best.Sort();
        return (indices[..best.Count], cosines[..best.Count]);
    }

    /// <summary>The cosine; NaN for a vector of zeros or without values.</summary>
    private static float Cosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => x.Length != y.Length
        ? float.NaN
        : DotProduct.Of(x, y) / MathF.Sqrt(DotProduct.Of(x, x) * DotProduct.Of(y, y));
}
