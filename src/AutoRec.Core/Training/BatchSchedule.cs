namespace AutoRec.Training;

/// <summary>Determines the order of the rows, the batches with their masks, and the learning rate of every step.</summary>
internal sealed class BatchSchedule
{
    private readonly TrainingSet _set;
    private readonly AutoRecOptions _options;
    private readonly int[] _hiddenWidths;
    private readonly ulong _seed;
    private readonly int _batchSize;
    private readonly double _learningRate;
    private readonly int[] _order;
    private readonly Batch _batch;
    private readonly int[] _before; // The number of a row's entries in earlier shards.

    public BatchSchedule(TrainingSet set, AutoRecOptions options, int[] hiddenWidths, int seed, bool continues = false)
    {
        (_set, _options, _hiddenWidths, _seed) = (set, options, hiddenWidths, (ulong)(uint)seed);
        Optimizer = Recipe.Optimizer(options, set);
        _batchSize = Math.Min(options.BatchSize ?? Recipe.BatchSize(options, set), set.Rows.Length);
        ArraySize.Check(set.RowPointers.Length - 1, _batchSize, hiddenWidths, options);
        BatchesPerEpoch = (set.Rows.Length + _batchSize - 1) / _batchSize;
        Epochs = options.Epochs ?? Recipe.Epochs(set, BatchesPerEpoch, continues);
        _order = new int[set.Rows.Length];
        _batch = new Batch(set.ColumnCount) { LossWeight = (double)BatchesPerEpoch / set.Count };
        _before = set.CountBefore();
        _learningRate = options.LearningRate ?? Recipe.LearningRate(options, (double)set.Count / BatchesPerEpoch, continues);
    }

    /// <summary>The optimizer, whose learning rates these are.</summary>
    public AutoRecOptimizer Optimizer { get; }

    /// <summary>The number of rows in a batch; the last batch of an epoch may have fewer.</summary>
    public int BatchSize => _batchSize;

    /// <summary>S.</summary>
    public int BatchesPerEpoch { get; }

    public int Epochs { get; }

    /// <summary>The learning rate of a step, counted from 0.</summary>
    public double LearningRate(int step) => _options.LearningRateSchedule == LearningRateSchedule.Constant
        ? _learningRate
        : _learningRate * 0.5 * (1 + Math.Cos(Math.PI * step / ((double)BatchesPerEpoch * Epochs)));

    /// <summary>The batches of an epoch, counted from 0. Each batch overwrites the one before.</summary>
    public IEnumerable<Batch> Batches(int epoch)
    {
        _set.Rows.CopyTo(_order, 0);
        new RandomStream(_seed, RandomStream.Purpose.Order, epoch).Shuffle(_order);
        for (var start = 0; start < _order.Length; start += _batchSize)
        {
            Fill(_batch, _order.AsSpan(start, Math.Min(_batchSize, _order.Length - start)), epoch);
            yield return _batch;
        }
    }

    private void Fill(Batch batch, ReadOnlySpan<int> rows, int epoch)
    {
        batch.Load(_set, rows);
        for (var b = 0; b < rows.Length; b++)
        {
            if (_options.InputMasking > 0)
            {
                var random = new RandomStream(_seed, RandomStream.Purpose.InputMask, epoch, rows[b]);
                random.Skip(_before[rows[b]]);
                batch.MaskInputs(b, _options.InputMasking, random);
            }

            if (_options.HiddenDropout > 0)
            {
                var random = new RandomStream(_seed, RandomStream.Purpose.HiddenMask, epoch, rows[b]);
                batch.MaskHidden(b, _options.HiddenDropout, _hiddenWidths, random);
            }
        }
    }
}
