using AutoRec.Engines;
using AutoRec.Examples;
using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Benchmarks;

/// <summary>The training of an engine on generated ratings of a shape, with the default recipe.</summary>
internal sealed class TrainingTask
{
    private const int Seed = 1;
    private const double WarmUpSeconds = 1.5;

    private readonly AutoRecTrainer.Options _options = new();
    private readonly TrainingSet _set;
    private readonly double _lambda;

    public TrainingTask(Shape shape, AutoRecVariant variant, int hiddenUnits)
    {
        _options.HiddenLayers = [hiddenUnits];
        var ratings = Generate(shape, variant);
        _set = new TrainingSet(ratings, _options.Baseline, _options.InputNormalization);
        _lambda = Recipe.Lambda(_options, _set);
        Schedule = new BatchSchedule(_set, _options, [hiddenUnits], Seed);
    }

    public BatchSchedule Schedule { get; }

    public int Rows => _set.Rows.Length;

    public int Columns => _set.ColumnCount;

    public int Ratings => _set.Count;

    /// <summary>
    /// The multiplications by nonzero inputs, and the additions, of an epoch: encoding and its gradient for each unmasked input; decoding,
    /// its gradient and backpropagation for each rating.
    /// </summary>
    public double UsefulFlop => _options.HiddenLayers[0] * (double)Ratings * (6 + 4 * (1 - _options.InputMasking));

    /// <summary>Runs the sparse engine until its code is optimized.</summary>
    public void WarmUp(CancellationToken cancellationToken)
    {
        using var run = Start(TrainingEngine.Sparse);
        while (run.Seconds.Sum() < WarmUpSeconds)
            run.RunEpoch(0, int.MaxValue, cancellationToken);
    }

    public EngineRun Start(TrainingEngine engine)
    {
        var network = NetworkFactory.Create(_set, _options, Seed);
        var settings = EngineSettings.Of(_options, _set, Schedule.LearningRate(step: 0), _lambda);
        return new EngineRun(EngineChoice.For(new AutoRecTrainer.Options { Engine = engine }).Create(network, settings), Schedule);
    }

    private static RatingMatrix Generate(Shape shape, AutoRecVariant variant)
    {
        var generated = RatingGenerator.Generate(shape.Users, shape.Items, shape.Ratings);
        return variant == AutoRecVariant.ItemBased
            ? RatingMatrix.Create(shape.Items, shape.Users, generated.Items, generated.Users, generated.Stars)
            : RatingMatrix.Create(shape.Users, shape.Items, generated.Users, generated.Items, generated.Stars);
    }
}
