using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Tests;

/// <summary>A small training problem: the network, its batches and the engine's settings.</summary>
internal sealed class EngineProblem
{
    private readonly BatchSchedule _schedule;

    private EngineProblem(RatingMatrix ratings, AutoRecOptions options, int seed, bool zeroBiases)
    {
        Set = new TrainingSet(ratings, options.Baseline, options.InputNormalization);
        Network = NetworkFactory.Create(Set, options, seed);
        for (var l = 0; l < Network.Hidden.Length && !zeroBiases; l++)
            new RandomStream((ulong)seed, RandomStream.Purpose.Weights, 100 + l).FillGaussian(Network.Hidden[l].Biases, 0.1);
        _schedule = new BatchSchedule(Set, options, [.. Network.Hidden.Select(layer => layer.Outputs)], seed);

        // All columns change the shared weights. With SGD at a rate of 0.1, rounding errors would grow from step to step.
        Rate = options.Optimizer switch { AutoRecOptimizer.Sgd => 0.03, AutoRecOptimizer.RProp => 0.01, _ => 0.002 };
        Settings = new(
            options.Optimizer ?? AutoRecOptimizer.Adam,
            Rate,
            options.Momentum,
            EncoderDecay: 10.0 / Set.Count,
            Decay: 20.0 / Set.Count,
            BiasDecay: 15.0 / Set.Count,
            options.SharedDecoder,
            options.NumberOfThreads ?? 1,
            Device: "cpu")
        {
            ColumnFeatures = Set.ColumnFeatures,
            ColumnFeatureDecay = 25.0 / Set.Count,
        };
    }

    /// <summary>The initial network.</summary>
    public Network Network { get; }

    public TrainingSet Set { get; }

    public EngineSettings Settings { get; private set; }

    /// <summary>The learning rate of the first step.</summary>
    public double Rate { get; }

    /// <summary>The first batch.</summary>
    public Batch FirstBatch => _schedule.Batches(0).First();

    /// <summary>
    /// Twelve rows and nine columns, with a third of the entries observed, for finite differences. The weights are large enough to reach
    /// the nonlinear part of every activation.
    /// </summary>
    /// <param name="options">The training options. The method sets the initial standard deviation.</param>
    /// <param name="weight">The weight of each rating by its number; null: none.</param>
    /// <param name="withFeatures">Whether rows and columns have features.</param>
    public static EngineProblem Tiny(AutoRecOptions options, Func<int, float>? weight = null, bool withFeatures = false)
    {
        const int rows = 12, columns = 9;
        options.InitialStandardDeviation = 0.2;
        var random = new Random(7);
        var cells = Enumerable.Range(0, rows * columns).Where(_ => random.Next(3) == 0).ToArray();
        var ratings = RatingMatrix.Create(
            rows,
            columns,
            Array.ConvertAll(cells, cell => cell / columns),
            Array.ConvertAll(cells, cell => cell % columns),
            Array.ConvertAll(cells, cell => (float)(1 + (((cell * 7) + random.Next(3)) % 5))),
            weights: Weights(cells.Length, weight));
        var problem = new EngineProblem(withFeatures ? WithFeatures(ratings) : ratings, options, seed: 3, zeroBiases: false);
        problem.Settings = problem.Settings with
        {
            FirstLearningRate = 0.01,
            Momentum = 0,
            EncoderDecay = 0.02,
            Decay = 0.03,
            BiasDecay = 0.04,
            SharedDecoder = false,
        };
        return problem;
    }

    /// <summary>
    /// A 60 × 45 matrix of 1 to 5 stars. Some rows and columns have no rating. Some have one, which many batches lack.
    /// </summary>
    /// <param name="options">The training options. The method sets the batch size and the initial standard deviation.</param>
    /// <param name="variant">Whether the matrix is transposed.</param>
    /// <param name="zeroBiases">
    /// Whether hidden biases start at zero, as in training. A row whose inputs are all masked then gives zero, up to the last bit of a
    /// tanh. At the kink of ReLU and SELU that bit decides the derivative, so the default is false.
    /// </param>
    /// <param name="weight">The weight of each rating by its number; null: none.</param>
    /// <param name="withFeatures">Whether rows and columns have features.</param>
    public static EngineProblem Small(
        AutoRecOptions options,
        AutoRecVariant variant = AutoRecVariant.ItemBased,
        bool zeroBiases = false,
        Func<int, float>? weight = null,
        bool withFeatures = false)
    {
        const int rows = 60, columns = 45;
        (options.BatchSize, options.InitialStandardDeviation) = (20, 0.1);
        var random = new Random(20261124);
        var cells = (
            from row in Enumerable.Range(0, rows)
            where row % 19 != 7
            from column in Enumerable.Range(0, columns)
            where column % 17 != 3 && (column % 16 == 5 ? row == column : random.NextDouble() < 0.7 / (1 + (row % 4)))
            select (Row: row, Column: column, Stars: Stars(row, column))).ToArray();
        var ratings = RatingMatrix.Create(
            rows,
            columns,
            Array.ConvertAll(cells, c => c.Row),
            Array.ConvertAll(cells, c => c.Column),
            Array.ConvertAll(cells, c => c.Stars),
            weights: Weights(cells.Length, weight));
        if (withFeatures)
            ratings = WithFeatures(ratings);
        return new(variant == AutoRecVariant.ItemBased ? ratings : ratings.Transpose(), options, seed: 11, zeroBiases);

        float Stars(int row, int column) =>
            (float)Math.Clamp(Math.Round(3.3 + Math.Sin(row) + Math.Cos(column * 2) + random.NextDouble() - 0.5), 1, 5);
    }

    /// <summary>The batches of all epochs, without end, in the same object.</summary>
    public IEnumerable<Batch> Batches() => Enumerable.Range(0, int.MaxValue).SelectMany(_schedule.Batches);

    /// <summary>The weights after some steps, at a rate that falls from step to step.</summary>
    public Network Train(ITrainingEngine engine, int steps)
    {
        var step = 0;
        foreach (var batch in Batches().Take(steps))
            engine.Step(batch, Rate / (1 + (0.1 * step++)));
        return CopyOf(engine);
    }

    /// <summary>The current weights of an engine.</summary>
    public Network CopyOf(ITrainingEngine engine)
    {
        var network = NetworkFactory.Clone(Network);
        engine.CopyTo(network);
        return network;
    }

    public static float[] Weights(Network network) =>
    [
        .. network.Layers.SelectMany(layer => layer.Weights.Concat(layer.Biases)),
        .. network.RowFeatures?.Weights ?? [],
        .. network.ColumnFeatures?.Weights ?? [],
    ];

    /// <summary>Flags and numbers: rows with four slots, columns with three. Some vectors are empty.</summary>
    private static RatingMatrix WithFeatures(RatingMatrix ratings)
    {
        return ratings.WithFeatures(Features(ratings.RowCount, 4), Features(ratings.ColumnCount, 3));

        static FeatureMatrix Features(int count, int slots) => new(slots, [.. Enumerable.Range(0, count).Select(index =>
            index % 5 == 4 ? new FeatureVector([], []) : new FeatureVector([index % (slots - 1), slots - 1], [1, 20 + (index * 7 % 11)]))]);
    }

    private static float[] Weights(int count, Func<int, float>? weight) =>
        weight is null ? [] : [.. Enumerable.Range(0, count).Select(weight)];
}
