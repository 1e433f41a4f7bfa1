using AutoRec.DataViews;
using AutoRec.Interop;
using AutoRec.Recommending;
using AutoRec.Trainers;
using AutoRec.Training;
using Microsoft.ML.Trainers;
using static AutoRec.OptionCheck;

namespace AutoRec;

/// <summary>
/// Predicts choices from clicks, purchases or counts with a one-class factorization over all user-item pairs (Hu, Koren, Volinsky:
/// <i>Collaborative Filtering for Implicit Feedback Datasets</i>, ICDM 2008), like ML.NET's matrix factorization with
/// <c>LossFunction = SquareLossOneClass</c>.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use `mlContext.Recommendation().Trainers.AutoRecOneClass(…)`.
///
/// ### Input and output columns
/// | Column | Type | Description |
/// | -- | -- | -- |
/// | `MatrixColumnIndexColumnName` | key | input: the user |
/// | `MatrixRowIndexColumnName` | key | input: the item |
/// | `LabelColumnName` | `Single` | input: 1 for a click or purchase, or a count; a larger label counts as more |
/// | `Score` | `Single` | output of the trained transformer: how likely the user chooses the item, about 0 to 1 |
///
/// A pair without a row was not chosen, and a pair with a label of 0 or less is left out. The labels of several rows of a pair add up.
///
/// The score orders items. It is no rating and no calibrated probability, so regression metrics say nothing about it: measure the lists
/// with `mlContext.Ranking.EvaluateRecommendations`. Training takes no network and no libtorch.
/// ]]></format>
/// </remarks>
public sealed class AutoRecOneClassTrainer
    : ITrainerEstimator<AutoRecPredictionTransformer<OneClassModelParameters>, OneClassModelParameters>
{
    private readonly Options _options;
    private readonly TrainerHost _host;

    internal AutoRecOneClassTrainer(IHostEnvironment environment, Options options)
    {
        _options = options.CheckedCopy();
        _host = new TrainerHost(environment, nameof(AutoRecOneClassTrainer), _options.Seed, _options.CancellationToken);
    }

    /// <summary>The data is read once: caching and normalization do not help.</summary>
    public TrainerInfo Info { get; } = MLNetBorder.ReadsItsDataOnce();

    /// <summary>Options of <see cref="AutoRecOneClassTrainer"/>.</summary>
    public sealed class Options
    {
        /// <summary>
        /// The column of labels, Single: 1 for each click or purchase, or a count. The labels of a repeated pair add up. Default: "Label".
        /// </summary>
        public string LabelColumnName = "Label";

        /// <summary>The key column of the users, the matrix's columns. Required.</summary>
        public string MatrixColumnIndexColumnName = "";

        /// <summary>The key column of the items, the matrix's rows. Required.</summary>
        public string MatrixRowIndexColumnName = "";

        /// <summary>
        /// Whether the model keeps the choices, at two to three bytes each, so that it can recommend to known users. Default: true.
        /// </summary>
        /// <remarks>If false, pass the choices to <c>mlContext.Model.CreateRecommenderFromRatings</c>.</remarks>
        public bool KeepRatings = true;

        /// <summary>Threads to train with; at least 1. Default: not set, one for each processor.</summary>
        public int? NumberOfThreads;

        /// <summary>
        /// The random seed of the first factors. The same seed and machine type give the same model, bit for bit. Default: not set, drawn
        /// from the <c>MLContext</c> when the trainer is created.
        /// </summary>
        public int? Seed;

        /// <summary>Cancels the training at the next step, with an <see cref="OperationCanceledException"/>.</summary>
        public CancellationToken CancellationToken;

        internal PairColumns Columns => new(LabelColumnName, MatrixColumnIndexColumnName, MatrixRowIndexColumnName);

        /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
        internal Options CheckedCopy()
        {
            Columns.Check();
            Require(NumberOfThreads is null or > 0, nameof(NumberOfThreads), NumberOfThreads, "at least 1");
            return (Options)MemberwiseClone();
        }
    }

    /// <summary>Trains on all choices of <paramref name="input"/>: its rows with a label above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, not a key of known count, or not Single.</exception>
    /// <exception cref="InvalidOperationException">There is no usable row, or no label above 0.</exception>
    /// <exception cref="OperationCanceledException">The training was canceled.</exception>
    public AutoRecPredictionTransformer<OneClassModelParameters> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var reader = _options.Columns.CreateReader(input);
        return _host.Train((channel, clock) =>
        {
            var training = ReadChoices(reader, input, channel);
            var items = training.Ratings;
            channel.Info($"{items.Count} choices: {items.RowCount} items of '{_options.MatrixRowIndexColumnName}' by {items.ColumnCount} "
                + $"users of '{_options.MatrixColumnIndexColumnName}'.");
            var (model, recommendation) =
                OneClassTraining.Train(items, _options.KeepRatings, _options.NumberOfThreads, _host.Context(channel));
            return new AutoRecPredictionTransformer<OneClassModelParameters>(_options.Columns.Save(model, training, recommendation) with
            {
                Card = _host.CreateCard(clock, training, _options, [], figures: default),
            });
        });
    }

    /// <summary>The shape of <paramref name="inputSchema"/> with <c>Score</c> appended.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, not a key, or not Single.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _options.Columns.AppendScore(inputSchema);
    }

    private IndexedRatings ReadChoices(RatingReader reader, IDataView input, IChannel channel)
    {
        var read = reader.Read(input, channel, addRepeated: true, throwIfCanceled: _host.ThrowIfCanceled);
        var labels = read.Ratings;
        var choices = OneClassModelParameters.ChoicesOf(labels);
        if (choices.Count == 0)
        {
            throw new InvalidOperationException(
                $"None of the {labels.Count} labels in '{_options.LabelColumnName}' is above 0, so nobody chose anything; expected 1 for "
                + "each click or purchase, or a count.");
        }

        var leftOut = labels.Count - choices.Count;
        if (leftOut > 0)
        {
            channel.Warning(
                MessageSensitivity.None,
                $"Left out {leftOut} rows whose '{_options.LabelColumnName}' is 0 or less: they are no choices.");
        }

        return read with { Ratings = choices };
    }
}
