using System.CommandLine;

namespace AutoRec.Examples.MovieLens;

/// <summary>The command line of a training run.</summary>
internal sealed class TrainArguments
{
    private const double DefaultTestFraction = 0.1;
    private const int DefaultSeed = 1;
    private const string DefaultSave = "autorec.zip";

    // Shown as defaults, so that the help cannot say anything else than the library does.
    private static readonly AutoRecTrainer.Options Recipe = new();

    private readonly Option<string?> _data = Arguments.Data();
    private readonly Option<string?> _train = Arguments.File("--train", "Ratings to train on, instead of a random part of --data; goes with --test");
    private readonly Option<string?> _test = Arguments.File("--test", "Ratings to test with; goes with --train");
    private readonly Option<double?> _testFraction = Fraction("--test-fraction", $"The part of --data to test with, drawn at random {Arguments.Default(DefaultTestFraction)}", includesZero: false);
    private readonly Option<int?> _seed = Arguments.WholeNumber("--seed", $"Of the random split and of the training {Arguments.Default(DefaultSeed)}");

    private readonly Option<bool> _features = new("--features") { Description = $"Train on the genres and years of the items too, from {RatingSource.ItemFileNames} beside the ratings" };

    private readonly Option<Preset?> _preset = Arguments.Choice("--preset", "Whose settings the options below change, the library's, the AutoRec paper's or Dive into Deep Learning's", Preset.Default);
    private readonly Option<AutoRecVariant?> _variant = Arguments.Variant(Recipe.Variant);
    private readonly Option<int[]?> _hidden = Arguments.WholeNumbers("--hidden", $"Widths of the hidden layers, from the input to the innermost {Arguments.Default(string.Join(',', Recipe.HiddenLayers))}", "widths of at least 1, such as 512 or 500,250");
    private readonly Option<Activation?> _encoder = Arguments.Choice("--encoder", "Activation of the hidden layers", Recipe.EncoderActivation);
    private readonly Option<Activation?> _decoder = Arguments.Choice("--decoder", "Activation of the output", Recipe.DecoderActivation);
    private readonly Option<BaselineKind?> _baseline = Arguments.Choice("--baseline", "What is taken off the ratings before the network learns them", Recipe.Baseline);
    private readonly Option<InputNormalization?> _normalization = Arguments.Choice("--normalization", "What the input ratings of a row are multiplied by", Recipe.InputNormalization);
    private readonly Option<double?> _dropout = Fraction("--dropout", $"The part of the hidden units that is left out in training {Arguments.Default(Recipe.HiddenDropout)}");
    private readonly Option<double?> _masking = Fraction("--masking", $"The part of the input ratings that is hidden in training {Arguments.Default(Recipe.InputMasking)}");
    private readonly Option<double?> _lambda = Arguments.Number("--lambda", "Weight of the penalty on the weights, beside a sum of squared errors [default: from the data]", "a number of at least 0", value => value is >= 0 and < double.PositiveInfinity);
    private readonly Option<double?> _encoderPenalty = Arguments.Number("--encoder-penalty", "What lambda is multiplied by for the weights of the first layer [default: 0; 1 without masking]", "a number of at least 0", value => value is >= 0 and < double.PositiveInfinity);
    private readonly Option<bool?> _shared = Arguments.Choice("--shared-decoder", "Whether the columns share a part of the last layer's weights", byDefault: Recipe.SharedDecoder, ("true", true), ("false", false));
    private readonly Option<AutoRecOptimizer?> _optimizer = Arguments.Choice("--optimizer", "How the weights follow their gradients", Recipe.Optimizer);
    private readonly Option<LearningRateSchedule?> _schedule = Arguments.Choice("--schedule", "How the learning rate goes on", Recipe.LearningRateSchedule);
    private readonly Option<int?> _epochs = Arguments.WholeNumber("--epochs", "How often each row is visited [default: 60, more on little data]", minimum: 1);
    private readonly Option<TrainingEngine?> _engine = Arguments.Choice("--engine", "What computes the training", Recipe.Engine);
    private readonly Option<int?> _threads = Arguments.WholeNumber("--threads", "Threads to train with [default: one for each processor]", minimum: 1);
    private readonly Option<double?> _validation = Fraction("--validation", "The part of the training ratings that is first held out to find the best epoch; then all are trained on for as long [default: 0]");

    private readonly Option<string?> _save = Arguments.File("--save", $"Where to save the model [default: {DefaultSave} in the current folder]");
    private readonly Option<string?> _plot = Arguments.File("--plot", "Draw the learning curve as a PNG image too");
    private readonly Option<string?> _json = Arguments.File("--json", "Write the figures as JSON too");
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print the result only, in one line" };

    private enum Preset
    {
        Default,
        Paper,
        D2L,
    }

    public void AddTo(Command command)
    {
        Option[] options =
        [
            _data, _train, _test, _testFraction, _seed, _features,
            _preset, _variant, _hidden, _encoder, _decoder, _baseline, _normalization, _dropout, _masking,
            _lambda, _encoderPenalty, _shared, _optimizer, _schedule, _epochs, _engine, _threads, _validation, _save, _plot, _json, _quiet,
        ];
        foreach (var option in options)
            command.Options.Add(option);
    }

    /// <exception cref="UserErrorException">Options are given that exclude each other, or one without its other half.</exception>
    public TrainSettings Read(ParseResult result)
    {
        var settings = new TrainSettings
        {
            Data = result.GetValue(_data),
            Train = result.GetValue(_train),
            Test = result.GetValue(_test),
            TestFraction = result.GetValue(_testFraction) ?? DefaultTestFraction,
            Seed = result.GetValue(_seed) ?? DefaultSeed,
            Features = result.GetValue(_features),
            Options = ReadOptions(result),
            Save = result.GetValue(_save) ?? DefaultSave,
            Plot = result.GetValue(_plot),
            Json = result.GetValue(_json),
            Quiet = result.GetValue(_quiet),
        };

        Arguments.CheckPair(settings.Train, settings.Test);
        if (settings.Train is not null && settings.Data is not null)
            throw new UserErrorException("--data is given beside --train and --test; expected either.");
        if (settings.Train is not null && result.GetResult(_testFraction) is not null)
            throw new UserErrorException("--test-fraction is given beside --test, which leaves nothing to draw.");
        return settings;
    }

    private AutoRecTrainer.Options ReadOptions(ParseResult result)
    {
        var options = result.GetValue(_preset) switch
        {
            Preset.Paper => AutoRecTrainer.Options.Paper(),
            Preset.D2L => AutoRecTrainer.Options.D2L(),
            _ => new AutoRecTrainer.Options(),
        };
        options.Variant = result.GetValue(_variant) ?? options.Variant;
        options.HiddenLayers = result.GetValue(_hidden) is { Length: > 0 } hidden ? hidden : options.HiddenLayers;
        options.EncoderActivation = result.GetValue(_encoder) ?? options.EncoderActivation;
        options.DecoderActivation = result.GetValue(_decoder) ?? options.DecoderActivation;
        options.Baseline = result.GetValue(_baseline) ?? options.Baseline;
        options.InputNormalization = result.GetValue(_normalization) ?? options.InputNormalization;
        options.HiddenDropout = result.GetValue(_dropout) ?? options.HiddenDropout;
        options.InputMasking = result.GetValue(_masking) ?? options.InputMasking;
        options.Lambda = result.GetValue(_lambda) ?? options.Lambda;
        options.EncoderPenalty = result.GetValue(_encoderPenalty) ?? options.EncoderPenalty;
        options.SharedDecoder = result.GetValue(_shared) ?? options.SharedDecoder;
        options.Optimizer = result.GetValue(_optimizer) ?? options.Optimizer;
        options.LearningRateSchedule = result.GetValue(_schedule) ?? options.LearningRateSchedule;
        options.Epochs = result.GetValue(_epochs) ?? options.Epochs;
        options.Engine = result.GetValue(_engine) ?? options.Engine;
        options.NumberOfThreads = result.GetValue(_threads);
        options.ValidationFraction = result.GetValue(_validation) ?? options.ValidationFraction;
        options.Seed = result.GetValue(_seed) ?? DefaultSeed;
        return options;
    }

    private static Option<double?> Fraction(string name, string description, bool includesZero = true) => includesZero
        ? Arguments.Number(name, description, "a number from 0 (included) to 1 (excluded)", value => value is >= 0 and < 1)
        : Arguments.Number(name, description, "a number between 0 and 1", value => value is > 0 and < 1);
}
