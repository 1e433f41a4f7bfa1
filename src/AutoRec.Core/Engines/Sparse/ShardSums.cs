using AutoRec.Sharding;

namespace AutoRec.Engines.Sparse;

/// <summary>
/// The two sums of a step over shards: the inputs of the first layer, and the derivatives by the outputs of the last hidden layer. Both are
/// B × K numbers, however many columns the matrix has.
/// </summary>
internal sealed class ShardSums(Shard shard)
{
    private float[] _values = [];

    /// <summary>Whether this shard adds the biases of the first layer to its sums; the others do not.</summary>
    public bool AddsBiases => shard.IsFirst;

    /// <summary>Sums the first layer's inputs of each row.</summary>
    public void SumOutputs(UnitSlice[] slices, int rowCount)
    {
        var at = 0;
        var values = Values(slices.Sum(slice => slice.Width) * rowCount);
        foreach (var slice in slices)
        {
            for (var b = 0; b < rowCount; b++, at += slice.Width)
                slice.Outputs.Row(b).CopyTo(values[at..]);
        }

        shard.Sum(values);
        at = 0;
        foreach (var slice in slices)
        {
            for (var b = 0; b < rowCount; b++, at += slice.Width)
                values.Slice(at, slice.Width).CopyTo(slice.Outputs.Row(b));
        }
    }

    /// <summary>Sums the gradients of each row, that of w, and the squared errors, which it returns.</summary>
    public double SumGradients(UnitSlice[] slices, int rowCount, SharedDecoder? shared, double squaredErrors)
    {
        var width = slices.Sum(slice => slice.Width);
        var values = Values((width * (rowCount + 1)) + 1);
        values[^1] = (float)squaredErrors;
        var at = 0;
        for (var s = 0; s < slices.Length; s++)
        {
            for (var b = 0; b < rowCount; b++, at += slices[s].Width)
                slices[s].Gradients.Row(b).CopyTo(values[at..]);
            var gradient = values.Slice(at, slices[s].Width);
            if (shared is null)
                gradient.Clear();
            else
                shared.GradientOf(s).CopyTo(gradient);
            at += slices[s].Width;
        }

        shard.Sum(values);
        at = 0;
        for (var s = 0; s < slices.Length; s++)
        {
            for (var b = 0; b < rowCount; b++, at += slices[s].Width)
                values.Slice(at, slices[s].Width).CopyTo(slices[s].Gradients.Row(b));
            if (shared is not null)
                values.Slice(at, slices[s].Width).CopyTo(shared.GradientOf(s));
            at += slices[s].Width;
        }

        return values[^1];
    }

    private Span<float> Values(int length)
    {
        if (_values.Length < length)
            _values = new float[length];
        return _values.AsSpan(0, length);
    }
}
