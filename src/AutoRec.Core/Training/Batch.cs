using System.Runtime.CompilerServices;
using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>The rows of one training step with their random masks, the same for all engines. Its arrays are reused.</summary>
internal sealed class Batch(int columnCount)
{
    private int[] _rowPointers = [0];
    private int[] _columns = [];
    private float[] _inputs = [];
    private float[] _targets = [];
    private float[] _weights = [];
    private int[] _featurePointers = [0];
    private int[] _featureSlots = [];
    private float[] _featureInputs = [];
    private float[][] _hiddenFactors = [];
    private int[] _hiddenWidths = [];

    public int RowCount { get; private set; } // B
    public int ColumnCount { get; } = columnCount; // C

    /// <summary>The number of observed entries in these rows.</summary>
    public int Count => _rowPointers[RowCount];

    /// <summary>B + 1 positions, as in <see cref="RatingMatrix.RowPointers"/>.</summary>
    public ReadOnlySpan<int> RowPointers => _rowPointers.AsSpan(0, RowCount + 1);

    /// <summary>The column of each entry.</summary>
    public ReadOnlySpan<int> Columns => _columns.AsSpan(0, Count);

    /// <summary>The network's input for each entry: 0 if it is masked, otherwise scaled up by 1/(1 − p).</summary>
    public ReadOnlySpan<float> Inputs => _inputs.AsSpan(0, Count);

    /// <summary>The network's target for each entry, masked or not.</summary>
    public ReadOnlySpan<float> Targets => _targets.AsSpan(0, Count);

    /// <summary>The weight of each entry's squared error; empty if all are 1.</summary>
    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, IsWeighted ? Count : 0);

    /// <summary>Whether the rows have features.</summary>
    public bool HasFeatures { get; private set; }

    /// <summary>B + 1 positions: the features of row b are those from <c>FeaturePointers[b]</c> up to the next.</summary>
    public ReadOnlySpan<int> FeaturePointers => _featurePointers.AsSpan(0, RowCount + 1);

    /// <summary>The slot of each feature.</summary>
    public ReadOnlySpan<int> FeatureSlots => _featureSlots.AsSpan(0, _featurePointers[RowCount]);

    /// <summary>The network's input for each feature.</summary>
    public ReadOnlySpan<float> FeatureInputs => _featureInputs.AsSpan(0, _featurePointers[RowCount]);

    /// <summary>Whether the entries have weights.</summary>
    public bool IsWeighted { get; private set; }

    /// <summary>Whether the step uses dropout.</summary>
    public bool HasHiddenFactors => _hiddenFactors.Length > 0;

    /// <summary>
    /// The weight of this batch's squared errors in the objective: S/N with S batches in an epoch. The penalty then does not depend on the
    /// number of ratings in the batch.
    /// </summary>
    public double LossWeight { get; set; }

    /// <summary>The dropout of a hidden layer: B × width factors, each 0 or 1/(1 − p).</summary>
    public ReadOnlySpan<float> HiddenFactors(int layer) => _hiddenFactors[layer].AsSpan(0, RowCount * _hiddenWidths[layer]);

    /// <summary>Copies the entries of the given rows, unmasked.</summary>
    public void Load(TrainingSet set, ReadOnlySpan<int> rows)
    {
        RowCount = rows.Length;
        EnsureLength(ref _rowPointers, rows.Length + 1);
        for (var b = 0; b < rows.Length; b++)
            _rowPointers[b + 1] = _rowPointers[b] + set.RowPointers[rows[b] + 1] - set.RowPointers[rows[b]];

        EnsureLength(ref _columns, Count);
        EnsureLength(ref _inputs, Count);
        EnsureLength(ref _targets, Count);
        IsWeighted = !set.Weights.IsEmpty;
        if (IsWeighted)
            EnsureLength(ref _weights, Count);
        for (var b = 0; b < rows.Length; b++)
        {
            var from = set.RowPointers[rows[b]];
            var length = _rowPointers[b + 1] - _rowPointers[b];
            set.ColumnIndices.Slice(from, length).CopyTo(_columns.AsSpan(_rowPointers[b]));
            set.Inputs.AsSpan(from, length).CopyTo(_inputs.AsSpan(_rowPointers[b]));
            set.Targets.AsSpan(from, length).CopyTo(_targets.AsSpan(_rowPointers[b]));
            if (IsWeighted)
                set.Weights.Slice(from, length).CopyTo(_weights.AsSpan(_rowPointers[b]));
        }

        HasFeatures = set.RowFeatures is not null;
        EnsureLength(ref _featurePointers, rows.Length + 1);
        if (set.RowFeatures is { } features)
            LoadFeatures(features, rows);
    }

    private void LoadFeatures(FeatureMatrix features, ReadOnlySpan<int> rows)
    {
        for (var b = 0; b < rows.Length; b++)
            _featurePointers[b + 1] = _featurePointers[b] + features[rows[b]].Count;
        EnsureLength(ref _featureSlots, _featurePointers[rows.Length]);
        EnsureLength(ref _featureInputs, _featurePointers[rows.Length]);
        for (var b = 0; b < rows.Length; b++)
        {
            features[rows[b]].Slots.CopyTo(_featureSlots.AsSpan(_featurePointers[b]));
            TensorPrimitives.Multiply(
                features[rows[b]].Values, FeatureScaling.InputFactor, _featureInputs.AsSpan(_featurePointers[b]));
        }
    }

    /// <summary>Masks the inputs of row b of the batch, each with probability p.</summary>
    public void MaskInputs(int b, double p, RandomStream random) =>
        Drop(_inputs.AsSpan(_rowPointers[b].._rowPointers[b + 1]), p, ref random);

    /// <summary>Draws the dropout of row b of the batch in all hidden layers.</summary>
    public void MaskHidden(int b, double p, IReadOnlyList<int> widths, RandomStream random)
    {
        if (_hiddenFactors.Length == 0)
            (_hiddenFactors, _hiddenWidths) = ([.. widths.Select(_ => Array.Empty<float>())], [.. widths]);
        for (var layer = 0; layer < widths.Count; layer++)
        {
            EnsureLength(ref _hiddenFactors[layer], RowCount * widths[layer]);
            var factors = _hiddenFactors[layer].AsSpan(b * widths[layer], widths[layer]);
            factors.Fill(1);
            Drop(factors, p, ref random);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Drop(Span<float> values, double p, ref RandomStream random)
    {
        // A branch would be mispredicted at every third value.
        ReadOnlySpan<float> factors = [0, (float)(1 / (1 - p))];
        foreach (ref var value in values)
            value *= factors[random.NextSingle() < p ? 0 : 1];
    }

    private static void EnsureLength<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            Array.Resize(ref array, Math.Max(length, array.Length + array.Length / 2));
    }
}
