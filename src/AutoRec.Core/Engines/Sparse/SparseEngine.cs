using System.Runtime.CompilerServices;
using AutoRec.Checkpoints;
using AutoRec.Engines.Sparse.Kernels;
using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse;

/// <summary>Trains in time proportional to the number of ratings: no row, batch or gradient of a big matrix is dense.</summary>
/// <remarks>
/// <para>The hidden units are divided into slices (<see cref="UnitSlice"/>). Each slice is an autoencoder; their outputs add up. A slice
/// encodes and computes its part of each observed output; the sums give the errors; every slice learns from them. Slices exchange only
/// their products and the errors, one number for each entry.</para>
/// <para>A slice works column by column: it reads a column's weights once and applies them to all rows with an entry in that column. On the
/// way back it sums the gradient of these weights, and the optimizer updates them at once.</para>
/// <para>Every sum has a fixed order, so the result is the same bit for bit with any number of threads.</para>
/// <para>AggressiveOptimization marks the hot loops. Without it, half of a short training would run unoptimized code.</para>
/// </remarks>
internal sealed unsafe class SparseEngine : ITrainingEngine, IResumable
{
    private const int ColumnsAtOnce = 64;
    private const int MostThreads = 64;

    private readonly Network _shape;
    private readonly RowKernels _kernels;
    private readonly StepHistory _history;
    private readonly ThreadTeam _team;

    private readonly UnitSlice[] _first;
    private readonly TrainedRows[] _encoder;
    private readonly TrainedRows[] _encoderBiases;
    private readonly TrainedRows[]? _features;
    private readonly MiddleLayers? _middle;
    private readonly UnitSlice[] _last;
    private readonly TrainedRows[] _decoder;
    private readonly SharedDecoder? _shared;
    private readonly FeatureDecoder? _columnFeatures;
    private readonly TrainedRows _decoderBiases;
    private readonly RowMatrix _decoderBiasGradient;

    private readonly ColumnEntries _inputs;
    private readonly ColumnEntries _featureInputs;
    private readonly ColumnEntries _targets;
    private readonly ColumnEntries _weights;
    private readonly float[][] _products;
    private readonly double[] _squaredErrors;
    private readonly RowMatrix _gradients; // A row for each thread: a gradient, or weights after missed steps.
    private readonly Action<int, int> _transpose, _encode, _decode, _computeErrors, _learnDecoder, _learnEncoder, _activate;
    private readonly ShardSums? _sums;
    private float[] _errors = [];
    private float[] _derivatives = [];
    private Batch _batch = null!;

    public SparseEngine(Network network, EngineSettings settings, RowKernels? kernels = null)
    {
        _shape = network;
        _kernels = kernels ?? RowKernels.Widest;
        _history = new StepHistory(settings);
        var threads = Math.Min(settings.Threads ?? Environment.ProcessorCount, MostThreads);
        var (first, output) = (network.Hidden[0], network.Output);
        _first = UnitSlice.Cut(first.Outputs, threads);
        _encoder = Array.ConvertAll(_first, slice => Trained(first.Weights, first.Inputs, slice, first.Outputs, settings.EncoderDecay));
        _encoderBiases = Array.ConvertAll(_first, slice => Vector(first.Biases, slice, decay: 0));
        if (network.RowFeatures is { } features)
        {
            _features = Array.ConvertAll(
                _first, slice => Trained(features.Weights, features.Inputs, slice, features.Outputs, settings.EncoderDecay));
        }

        _last = network.Hidden.Length == 1 ? _first : UnitSlice.Cut(output.Inputs, threads);
        _decoder = Array.ConvertAll(_last, slice => Trained(output.Weights, output.Outputs, slice, output.Inputs, settings.Decay));
        if (settings.SharedDecoder)
            _shared = new SharedDecoder(_last, settings.SharedStart ?? new float[output.Inputs], _kernels, _history);
        if (network.ColumnFeatures is not null)
            _columnFeatures = new FeatureDecoder(_last, network, settings, _kernels, _history);
        _decoderBiases = Vector(output.Biases, UnitSlice.Whole(output.Outputs), settings.BiasDecay);
        _decoderBiasGradient = new RowMatrix(1, output.Outputs);
        _inputs = new ColumnEntries(output.Outputs);
        _featureInputs = new ColumnEntries(network.RowFeatures?.Inputs ?? 0);
        _targets = new ColumnEntries(output.Outputs);
        _weights = new ColumnEntries(output.Outputs);
        _products = [.. _last.SelectMany(slice => Enumerable.Repeat(Array.Empty<float>(), slice.BlockCount))];
        _squaredErrors = new double[(output.Outputs + ColumnsAtOnce - 1) / ColumnsAtOnce];
        _gradients = new RowMatrix(threads, _first.Concat(_last).Max(slice => slice.Width));
        (_transpose, _encode, _decode) = (Transpose, Encode, Decode);
        (_computeErrors, _learnDecoder, _learnEncoder, _activate) = (ComputeErrors, LearnDecoder, LearnEncoder, Activate);
        _sums = settings.Shard.IsWhole ? null : new ShardSums(settings.Shard);

        // Threads are not garbage collected, so they start late, and end if the rest fails.
        _team = new ThreadTeam(threads);
        try
        {
            if (network.Hidden.Length > 1)
                _middle = new MiddleLayers(network, _first, _last, _kernels, _history, settings.EncoderDecay, _team);
        }
        catch
        {
            _team.Dispose();
            throw;
        }

        TrainedRows Trained(float[] weights, int rows, UnitSlice slice, int length, double decay) =>
            new(_kernels, _history, decay, weights, rows, slice, length);

        TrainedRows Vector(float[] weights, UnitSlice slice, double decay) =>
            TrainedRows.Vector(_kernels, _history, decay, weights, slice);
    }

    public double Step(Batch batch, double learningRate)
    {
        Begin(batch, learningRate);
        _team.For(batch.IsWeighted ? 4 : 3, _transpose);
        _team.For(_first.Length, _encode);
        _sums?.SumOutputs(_first, batch.RowCount);
        _team.For(_first.Length, _activate);
        _middle?.Forward(batch);
        _team.For(_last.Length, _decode);
        _shared?.Decode(batch.RowCount);
        if (_columnFeatures is not null)
        {
            _columnFeatures.FindSlots(_targets.Columns);
            _team.For(_last.Length, _columnFeatures.DecodeSlice);
            _columnFeatures.Collect();
        }

        var chunks = (_targets.ColumnCount + ColumnsAtOnce - 1) / ColumnsAtOnce;
        _team.For(chunks, _computeErrors);
        _shared?.CollectErrors(_errors.AsSpan(0, _targets.Count), _targets.Rows);
        _columnFeatures?.CollectErrors(_errors, _targets);
        _team.For(_last.Length, _learnDecoder);
        if (_columnFeatures is not null)
            _team.For(_last.Length, _columnFeatures.LearnSlice);
        if (_shared is not null)
            _team.For(_last.Length, _shared.AddGradients);
        var squaredErrors = TensorPrimitives.Sum<double>(_squaredErrors.AsSpan(0, chunks));
        if (_sums is not null)
            squaredErrors = _sums.SumGradients(_last, batch.RowCount, _shared, squaredErrors);
        if (_shared is not null)
            _team.For(_last.Length, _shared.Step);
        _middle?.Learn();
        _team.For(_first.Length, _learnEncoder);
        _decoderBiases.Step(0, _decoderBiasGradient[0]);
        return squaredErrors;
    }

    public void CopyTo(Network network)
    {
        var (first, output) = (network.Hidden[0], network.Output);
        for (var s = 0; s < _first.Length; s++)
        {
            _encoder[s].CopyTo(first.Weights, _first[s].From, first.Outputs);
            _encoderBiases[s].CopyTo(first.Biases, _first[s].From, first.Outputs);
            _features?[s].CopyTo(network.RowFeatures!.Weights, _first[s].From, first.Outputs);
        }

        _middle?.CopyTo(network);
        for (var s = 0; s < _last.Length; s++)
            _decoder[s].CopyTo(output.Weights, _last[s].From, output.Inputs);
        _shared?.AddTo(output);
        _columnFeatures?.CopyTo(network);
        _decoderBiases.CopyTo(output.Biases, 0, output.Outputs);
    }

    /// <summary>Passes the number of steps, and the weights and optimizer state of all parts.</summary>
    public void Exchange(StateStream state)
    {
        _history.Exchange(state);
        foreach (var rows in (TrainedRows[][])[_encoder, _encoderBiases, .. _features is null ? [] : new[] { _features }, _decoder])
            TrainedRows.Exchange(state, rows);
        TrainedRows.Exchange(state, [_decoderBiases]);
        foreach (var part in (IResumable?[])[_middle, _shared, _columnFeatures])
            part?.Exchange(state);
    }

    public void Dispose()
    {
        _team.Dispose();
        _middle?.Dispose();
        _shared?.Dispose();
        _columnFeatures?.Dispose();
        IDisposable[] parts =
        [
            .. _first, .. _encoder, .. _encoderBiases, .. _features ?? [], .. _last, .. _decoder, _decoderBiases, _decoderBiasGradient,
            _gradients,
        ];
        foreach (var part in parts)
            part.Dispose();
    }

    private void Begin(Batch batch, double learningRate)
    {
        _batch = batch;
        _history.Begin(learningRate);
        _decoderBiasGradient.Fill(0); // Not all columns occur in this batch.
        foreach (var slice in _first)
            slice.EnsureRows(_batch.RowCount);
        foreach (var slice in _last)
            slice.EnsureRows(_batch.RowCount);
        _columnFeatures?.Begin(_batch.RowCount);
        if (_errors.Length >= _batch.Count)
            return;
        var length = _batch.Count + _batch.Count / 4;
        (_errors, _derivatives) = (new float[length], new float[length]);
        for (var s = 0; s < _products.Length; s++)
            _products[s] = new float[length];
    }

    /// <summary>Orders the batch's inputs, targets and weights by column.</summary>
    private void Transpose(int index, int thread)
    {
        if (index == 0)
            _inputs.Load(_batch.RowPointers, _batch.Columns, _batch.Inputs, skipZeros: true);
        else if (index == 1)
            _targets.Load(_batch.RowPointers, _batch.Columns, _batch.Targets, skipZeros: false);
        else if (index == 2)
            _featureInputs.Load(_batch.FeaturePointers, _batch.FeatureSlots, _batch.FeatureInputs, skipZeros: true);
        else
            _weights.Load(_batch.RowPointers, _batch.Columns, _batch.Weights, skipZeros: false);
    }

    /// <summary>Computes Σ<sub>u</sub> x<sub>u</sub> V<sub>u</sub> + μ for every row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Encode(int s, int thread)
    {
        var (slice, weights) = (_first[s], _encoder[s]);
        var biases = _encoderBiases[s].Weights.Row(0);
        for (var b = 0; b < _batch.RowCount; b++)
        {
            if (_sums is null or { AddsBiases: true })
                biases.CopyTo(slice.Outputs.Row(b));
            else
                slice.Outputs.Row(b).Clear();
        }

        for (var i = 0; i < _inputs.ColumnCount; i++)
        {
            if (i + 1 < _inputs.ColumnCount)
                weights.PrefetchCurrent(_inputs.Columns[i + 1]);
            var current = weights.Current(_inputs.Columns[i], _gradients[thread]);
            _kernels.AddToRows(slice.Outputs, _inputs.Rows[_inputs[i]], _inputs.Values[_inputs[i]], current);
        }

        if (_features is not null)
            EncodeFeatures(s);
    }

    private void Activate(int s, int thread)
    {
        for (var b = 0; b < _batch.RowCount; b++)
            _first[s].Activate(_shape.Encoder, _batch, layer: 0, b);
    }

    /// <summary>Adds Σ<sub>p</sub> f<sub>p</sub> A<sub>p</sub> for every row.</summary>
    private void EncodeFeatures(int s)
    {
        var weights = _features![s];
        for (var i = 0; i < _featureInputs.ColumnCount; i++)
        {
            var slot = _featureInputs.Columns[i];
            weights.CatchUp(slot);
            var range = _featureInputs[i];
            _kernels.AddToRows(_first[s].Outputs, _featureInputs.Rows[range], _featureInputs.Values[range], weights.Weights[slot]);
        }
    }

    /// <summary>Computes the slice's part of W<sub>u</sub> · h for every observed entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Decode(int s, int thread)
    {
        var (slice, weights) = (_last[s], _decoder[s]);
        var (width, firstBlock) = (slice.BlockWidth, slice.From / slice.BlockWidth);
        for (var i = 0; i < _targets.ColumnCount; i++)
        {
            var column = _targets.Columns[i];
            if (i + 1 < _targets.ColumnCount)
                weights.PrefetchCurrent(_targets.Columns[i + 1]);
            var current = weights.Current(column, _gradients[thread]);
            var rows = _targets.Rows[_targets[i]];
            for (var block = 0; block < slice.BlockCount; block++)
            {
                var (from, products) = (block * width, _products[firstBlock + block]);
                var length = Math.Min(width, slice.Outputs.Stride - from);
                _kernels.Dot(slice.Outputs, from, length, rows, current, products.AsSpan(_targets[i]));
            }
        }
    }

    /// <summary>Computes c ω e ∂t̂/∂a, the objective's derivative by the output, for the observed entries of some columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ComputeErrors(int chunk, int thread)
    {
        var last = Math.Min((chunk + 1) * ColumnsAtOnce, _targets.ColumnCount) - 1;
        var range = _targets[chunk * ColumnsAtOnce].Start.._targets[last].End;
        var outputs = _errors.AsSpan(range);
        _products[0].AsSpan(range).CopyTo(outputs);
        for (var s = 1; s < _products.Length; s++)
            TensorPrimitives.Add(outputs, _products[s].AsSpan(range), outputs);
        var biases = _decoderBiases.Weights.Row(0);
        for (var i = chunk * ColumnsAtOnce; i <= last; i++)
        {
            var column = _errors.AsSpan(_targets[i]);
            TensorPrimitives.Add(column, biases[_targets.Columns[i]], column);
        }

        _shared?.AddTo(outputs, _targets.Rows[range]);
        for (var i = chunk * ColumnsAtOnce; i <= last && _columnFeatures is not null; i++)
            _columnFeatures.AddTo(_errors.AsSpan(_targets[i]), _targets.Rows[_targets[i]], _targets.Columns[i]);
        var derivatives = _derivatives.AsSpan(range);
        _shape.Decoder.ApplyWithDerivative(outputs, derivatives);
        var targets = _targets.Values[range];
        var weights = _batch.IsWeighted ? _weights.Values[range] : [];
        var scale = (float)_batch.LossWeight * _shape.OutputSpan;
        double squaredErrors = 0;
        for (var i = 0; i < outputs.Length; i++)
        {
            var error = _shape.OutputShift + _shape.OutputSpan * outputs[i] - targets[i];
            var weighted = weights.IsEmpty ? error : weights[i] * error;
            squaredErrors += (double)error * weighted;
            outputs[i] = scale * weighted * derivatives[i];
        }

        _squaredErrors[chunk] = squaredErrors;
        for (var i = chunk * ColumnsAtOnce; i <= last; i++)
            _decoderBiasGradient[0][_targets.Columns[i]] = Sum(_errors.AsSpan(_targets[i]));
    }

    /// <summary>Sums in order. TensorPrimitives would sum in an order that depends on the memory address.</summary>
    private static float Sum(ReadOnlySpan<float> values)
    {
        var sum = 0f;
        foreach (var value in values)
            sum += value;
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LearnDecoder(int s, int thread)
    {
        var (slice, weights) = (_last[s], _decoder[s]);
        for (var b = 0; b < _batch.RowCount; b++)
            slice.Gradients.Row(b).Clear();
        for (var i = 0; i < _targets.ColumnCount; i++)
        {
            var column = _targets.Columns[i];
            if (i + 1 < _targets.ColumnCount)
                weights.Prefetch(_targets.Columns[i + 1]);
            var rows = _targets.Rows[_targets[i]];
            var errors = _errors.AsSpan(_targets[i]);
            weights.CatchUp(column);
            _kernels.AddToRows(slice.Gradients, rows, errors, weights.Weights[column]);
            var gradient = Zero(thread, weights);
            _kernels.AddRows(slice.Outputs, rows, errors, gradient);
            weights.Step(column, gradient);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LearnEncoder(int s, int thread)
    {
        var (slice, weights) = (_first[s], _encoder[s]);
        var biasGradient = Zero(thread, weights);
        for (var b = 0; b < _batch.RowCount; b++)
        {
            var gradients = slice.Gradients.Row(b);
            TensorPrimitives.Multiply(gradients, slice.Derivatives.Row(b), gradients);
            var sum = new Span<float>(biasGradient, gradients.Length);
            TensorPrimitives.Add(sum, gradients, sum);
        }

        _encoderBiases[s].Step(0, biasGradient);
        for (var i = 0; i < _inputs.ColumnCount; i++)
        {
            if (i + 1 < _inputs.ColumnCount)
                weights.Prefetch(_inputs.Columns[i + 1]);
            var gradient = Zero(thread, weights);
            _kernels.AddRows(slice.Gradients, _inputs.Rows[_inputs[i]], _inputs.Values[_inputs[i]], gradient);
            weights.Step(_inputs.Columns[i], gradient);
        }

        if (_features is not null)
            LearnFeatures(s, thread);
    }

    private void LearnFeatures(int s, int thread)
    {
        var weights = _features![s];
        for (var i = 0; i < _featureInputs.ColumnCount; i++)
        {
            var gradient = Zero(thread, weights);
            var range = _featureInputs[i];
            _kernels.AddRows(_first[s].Gradients, _featureInputs.Rows[range], _featureInputs.Values[range], gradient);
            weights.Step(_featureInputs.Columns[i], gradient);
        }
    }

    private float* Zero(int thread, TrainedRows weights)
    {
        var gradient = _gradients[thread];
        new Span<float>(gradient, weights.Weights.Stride).Clear();
        return gradient;
    }
}
