using AutoRec.Model;

namespace AutoRec.Recommending;

/// <summary>Finds the vectors with the highest cosine to one of them. Immutable.</summary>
internal sealed class Similarity
{
    private readonly VectorOf _vectorOf;
    private readonly float[] _norms;

    /// <param name="total">The number of vectors.</param>
    /// <param name="vectorOf">The vector of an index; empty or zeros for one that is similar to none.</param>
    public Similarity(int total, VectorOf vectorOf)
    {
        (_vectorOf, _norms) = (vectorOf, new float[total]);
        for (var index = 0; index < total; index++)
            _norms[index] = MathF.Sqrt(DotProduct.Of(vectorOf(index), vectorOf(index)));
    }

    public delegate ReadOnlySpan<float> VectorOf(int index);

    /// <summary>The indices with the highest cosines, the best first; never the index itself or a vector of zeros.</summary>
    public (int[] Indices, float[] Cosines) Find(int index, int count)
    {
        if (_norms[index] == 0)
            return ([], []);
        count = Math.Min(count, _norms.Length);
        var (indices, cosines) = (new int[count], new float[count]);
        var best = new TopItems(indices, cosines);
        var vector = _vectorOf(index);
        for (var other = 0; other < _norms.Length; other++)
        {
            if (other == index || _norms[other] == 0)
                continue;
            var cosine = DotProduct.Of(vector, _vectorOf(other)) / (_norms[index] * _norms[other]);
            if (cosine >= best.Threshold)
                best.Add(other, Math.Clamp(cosine, -1, 1)); // Rounding may exceed 1.
        }

        best.Sort();
        return (indices[..best.Count], cosines[..best.Count]);
    }
}
