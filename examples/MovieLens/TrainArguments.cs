using System.CommandLine;

namespace AutoRec.Examples.MovieLens;

/// <summary>The command line of a training run.</summary>
internal sealed class TrainArguments
{
    private const double DefaultTestFraction = 0.1;
    private const int DefaultSeed = 1;
    private const string DefaultSave = "autorec.zip";

    // The help shows the defaults of the library.
    private static readonly AutoRecTrainer.Options Recipe = new();

    private readonly Option<string?> _data = Arguments.Data();
    private readonly Option<string?> _train = Arguments.Train();
    private readonly Option<string?> _test = Arguments.Test();
    private readonly RatingFileArguments _file = new();

    private readonly Option<double?> _testFraction = Fraction(
        "--test-fraction",
        $"Fraction of --data to test with, drawn at random {Arguments.Default(DefaultTestFraction)}",
        includesZero: false);

    private readonly Option<int?> _seed = Arguments.WholeNumber(
        "--seed", $"Random seed of the split and of the training {Arguments.Default(DefaultSeed)}");

    private readonly Option<bool> _features = new("--features")
    {
        Description = $"Train on the genres and years of the items too, from {RatingSource.ItemFileNames} beside the ratings, and on ages "
            + "and occupations if there is a file of users",
    };

    private readonly Option<int[]?> _hidden = Arguments.WholeNumbers(
        "--hidden",
        $"Widths of the hidden layers, from the input to the innermost {Arguments.Default(string.Join(',', Recipe.HiddenLayers))}",
        "widths of at least 1, such as 512 or 500,250");

    private readonly Option<double?> _lambda = NonNegative(
        "--lambda",
        "Weight λ of the penalty on the weights, relative to the sum of squared errors [default: 130 √(K/512) with K hidden units]");

    private readonly Option<int?> _epochs = Arguments.WholeNumber(
        "--epochs", "Number of epochs [default: 60, more on little data]", minimum: 1);

    private readonly Option<Preset?> _preset = Arguments.Choice(
        "--preset",
        "Start from the settings of the library, its quick ones, the AutoRec paper or Dive into Deep Learning; other options change them",
        Preset.Default);

    private readonly Option<AutoRecVariant?> _variant = Arguments.Variant(Recipe.Variant);

    private readonly Option<Activation?> _encoder = Arguments.Choice(
        "--encoder", "Activation of the hidden layers", Recipe.EncoderActivation);

    private readonly Option<Activation?> _decoder = Arguments.Choice("--decoder", "Activation of the output", Recipe.DecoderActivation);

    private readonly Option<BaselineKind?> _baseline = Arguments.Choice(
        "--baseline", "Baseline that is subtracted from the ratings", Recipe.Baseline);

    private readonly Option<InputNormalization?> _normalization = Arguments.Choice(
        "--normalization", "Scale of the inputs of a row", Recipe.InputNormalization);

    private readonly Option<double?> _masking = Fraction(
        "--masking", $"Fraction of the inputs that is hidden in training {Arguments.Default(Recipe.InputMasking)}");

    private readonly Option<double?> _dropout = Fraction(
        "--dropout", $"Fraction of the hidden units that is dropped in training {Arguments.Default(Recipe.HiddenDropout)}");

    private readonly Option<double?> _encoderPenalty = NonNegative(
        "--encoder-penalty", "Factor on λ for all layers but the last [default: from the data; 1 without masking]");

    private readonly Option<bool?> _shared = Arguments.Choice(
        "--shared-decoder",
        "Whether all columns share a part of the last layer's weights",
        byDefault: Recipe.SharedDecoder,
        ("true", true),
        ("false", false));

    private readonly Option<AutoRecOptimizer?> _optimizer = Arguments.Choice(
        "--optimizer", "Optimizer, by default rowAdam instead of adam for large matrices", AutoRecOptimizer.Adam);

    private readonly Option<LearningRateSchedule?> _schedule = Arguments.Choice(
        "--schedule", "Course of the learning rate", Recipe.LearningRateSchedule);

    private readonly Option<TrainingEngine?> _engine = Arguments.Choice("--engine", "Engine that computes the training", Recipe.Engine);

    private readonly Option<int?> _threads = Arguments.WholeNumber(
        "--threads", "Number of training threads [default: one for each processor]", minimum: 1);

    private readonly Option<double?> _validation = Fraction(
        "--validation",
        "Fraction of the training ratings to hold out to find the best number of epochs, for a second training on all [default: 0]");

    private readonly Option<string?> _save = Arguments.File(
        "--save", $"File of the saved model [default: {DefaultSave} in the current folder]");

    private readonly Option<string?> _plot = Arguments.File("--plot", "Also draw the learning curve as a PNG image");
    private readonly Option<string?> _json = Arguments.File("--json", "Also write the results as JSON");
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print one line with the result, and nothing else" };

    private enum Preset
    {
        Default,
        Fast,
        Paper,
        D2L,
    }

    /// <summary>The headings of the help, each with the first option below it.</summary>
    public (string Heading, Option First)[] Groups =>
    [
        ("Ratings", _data), ("A file of your own ratings", _file.First), ("Options to tune first", _hidden),
        ("More options of the training", _preset), ("Output", _save),
    ];

    public void AddTo(Command command)
    {
        Option[] options =
        [
            _data, _train, _test, _testFraction, _seed, _features, .. _file.Options,
            _hidden, _lambda, _epochs,
            _preset, _variant, _encoder, _decoder, _baseline, _normalization, _masking, _dropout,
            _encoderPenalty, _shared, _optimizer, _schedule, _engine, _threads, _validation,
            _save, _plot, _json, _quiet,
        ];
        foreach (var option in options)
            command.Options.Add(option);
    }

    /// <exception cref="UserErrorException">Options exclude each other, or one is given without the option that it requires.</exception>
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
            File = _file.Read(result, result.GetValue(_data), result.GetValue(_train), result.GetValue(_test)),
            Options = ReadOptions(result),
            Save = result.GetValue(_save) ?? DefaultSave,
            Plot = result.GetValue(_plot),
            Json = result.GetValue(_json),
            Quiet = result.GetValue(_quiet),
        };

        Arguments.CheckPair(settings.Train, settings.Test);
        if (settings.Train is not null && settings.Data is not null)
            throw new UserErrorException("--data excludes --train and --test; expected one or the other.");
        if (settings.Train is not null && result.GetResult(_testFraction) is not null)
            throw new UserErrorException("--test-fraction excludes --test, whose ratings are not drawn; expected one of them.");
        return settings;
    }

    private AutoRecTrainer.Options ReadOptions(ParseResult result)
    {
        var options = result.GetValue(_preset) switch
        {
            Preset.Fast => AutoRecTrainer.Options.Fast(),
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

    private static Option<double?> NonNegative(string name, string description) =>
        Arguments.Number(name, description, "a number of at least 0", value => value is >= 0 and < double.PositiveInfinity);

    private static Option<double?> Fraction(string name, string description, bool includesZero = true) => includesZero
        ? Arguments.Number(name, description, "a number from 0 (included) to 1 (excluded)", value => value is >= 0 and < 1)
        : Arguments.Number(name, description, "a number between 0 and 1", value => value is > 0 and < 1);
}
