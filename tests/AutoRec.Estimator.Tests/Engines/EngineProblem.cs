using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse.Tests;

/// <summary>
/// Something small to train on, as training itself sets it up: 60 × 45 ratings of 1 to 5 stars, the same every time; some rows and columns have
/// none, and some a single one, which a batch then often lacks.
/// </summary>
internal sealed class EngineProblem
{
    public const int BatchSize = 20;

    private const int RowCount = 60;
    private const int ColumnCount = 45;
    private const int Seed = 11;

    private static readonly RatingMatrix Ratings = CreateRatings();

    private readonly BatchSchedule _schedule;

    /// <param name="options">What is to be trained; its batch size and first weights are set here.</param>
    /// <param name="variant">Whether the matrix is turned.</param>
    /// <param name="zeroBiases">
    /// Whether hidden biases begin with zero, as in training. Then a row whose inputs are all masked gives zeros, or, by the last bit of a
    /// tanh, almost: the kink of ReLU and SELU, where such a bit decides which way a derivative falls. So not unless a test asks for it.
    /// </param>
    public EngineProblem(AutoRecOptions options, AutoRecVariant variant = AutoRecVariant.ItemBased, bool zeroBiases = false)
    {
        options.BatchSize = BatchSize;
        options.InitialStandardDeviation = 0.1;
        var ratings = variant == AutoRecVariant.ItemBased ? Ratings : Ratings.Transpose();
        var set = new TrainingSet(ratings, RatingPreparation.Fit(ratings, options.Baseline, options.InputNormalization));
        Network = NetworkFactory.Create(set, options, Seed);
        for (var l = 0; l < Network.Hidden.Length && !zeroBiases; l++)
            new RandomStream(Seed, RandomStream.Purpose.Weights, 100 + l).FillGaussian(Network.Hidden[l].Biases, 0.1);
        _schedule = new BatchSchedule(set, options, [.. Network.Hidden.Select(layer => layer.Outputs)], Seed);

        // All columns move what they share: with SGD at 0.5, rounding grows from step to step.
        Rate = options.Optimizer switch { AutoRecOptimizer.Sgd => 0.1, AutoRecOptimizer.RProp => 0.01, _ => 0.002 };
        Settings = new EngineSettings(options.Optimizer, Rate, options.Momentum, EncoderDecay: 10.0 / set.Count, Decay: 20.0 / set.Count, options.SharedDecoder, options.NumberOfThreads ?? 1, Device: "cpu");
    }

    /// <summary>The network that training begins with.</summary>
    public Network Network { get; }

    public EngineSettings Settings { get; }

    /// <summary>The learning rate of the first step.</summary>
    public double Rate { get; }

    /// <summary>The batches of one epoch after the other, without an end, in the same object.</summary>
    public IEnumerable<Batch> Batches()
    {
        for (var epoch = 0; ; epoch++)
        {
            foreach (var batch in _schedule.Batches(epoch))
                yield return batch;
        }
    }

    /// <summary>The weights after some steps, at a rate that changes from one to the next.</summary>
    public Network Train(ITrainingEngine engine, int steps)
    {
        var step = 0;
        foreach (var batch in Batches().Take(steps))
            engine.Step(batch, Rate / (1 + 0.1 * step++));
        var network = NetworkFactory.Clone(Network);
        engine.CopyTo(network);
        return network;
    }

    public static float[] Weights(Network network) => [.. network.Layers.SelectMany(layer => layer.Weights.Concat(layer.Biases))];

    private static RatingMatrix CreateRatings()
    {
        var random = new Random(20261124);
        var cells = (
            from row in Enumerable.Range(0, RowCount)
            where row % 19 != 7
            from column in Enumerable.Range(0, ColumnCount)
            where column % 17 != 3 && (column % 16 == 5 ? row == column : random.NextDouble() < 0.7 / (1 + row % 4))
            select (Row: row, Column: column, Stars: (float)Math.Clamp(Math.Round(3.3 + Math.Sin(row) + Math.Cos(column * 2) + random.NextDouble() - 0.5), 1, 5))).ToArray();
        return RatingMatrix.Create(RowCount, ColumnCount, Array.ConvertAll(cells, c => c.Row), Array.ConvertAll(cells, c => c.Column), Array.ConvertAll(cells, c => c.Stars));
    }
}
