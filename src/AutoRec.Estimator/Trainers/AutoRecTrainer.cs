using AutoRec.Engines;
using AutoRec.Interop;
using AutoRec.Trainers;
using AutoRec.Training;
using Microsoft.ML.Trainers;

namespace AutoRec;

/// <summary>
/// Predicts ratings with AutoRec, an autoencoder that reconstructs rows or columns of the rating matrix from their known entries
/// (Sedhain, Menon, Sanner, Xie: <i>AutoRec: Autoencoders Meet Collaborative Filtering</i>, WWW 2015).
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// To create this trainer, use `mlContext.Recommendation().Trainers.AutoRec(…)` or `mlContext.Regression.Trainers.AutoRec(…)`.
///
/// ### Input and output columns
/// | Column | Type | Description |
/// | -- | -- | -- |
/// | `MatrixColumnIndexColumnName` | key | input: the user |
/// | `MatrixRowIndexColumnName` | key | input: the item |
/// | `LabelColumnName` | `Single` | input: the rating |
/// | `Score` | `Single` | output of the trained transformer: the predicted rating |
///
/// ### Trainer characteristics
/// |  |  |
/// | -- | -- |
/// | Is normalization required? | No: the trainer scales the ratings |
/// | Is caching required? | No: the data is read once |
/// | Required NuGet in addition to Microsoft.ML | To train: AutoRec.MLNet. To score: AutoRec.MLNet.Transforms |
/// | Exportable to ONNX | No |
///
/// ### The model
/// $h(r_i) = f(W g(V r_i + \mu) + b)$ for each item's ratings $r_i$ over the users (item-based), trained to minimize
/// $\sum_{(i,u)} (r_{iu} - h(r_i)_u)^2 + \lambda (\rho \|V\|^2 + \|W\|^2)$ over the observed entries only, where $\rho$ is
/// `EncoderPenalty`. The default recipe adds a baseline of biases, normalized and masked inputs, and a shared part of $W$:
/// docs/algorithm.md.
/// ]]></format>
/// </remarks>
public sealed class AutoRecTrainer : ITrainerEstimator<AutoRecPredictionTransformer<AutoRecModelParameters>, AutoRecModelParameters>
{
    private readonly Options _options;
    private readonly EngineFactory _engine;
    private readonly TrainerHost _host;

    internal AutoRecTrainer(IHostEnvironment environment, Options options)
    {
        _options = (Options)options.CheckedCopy();
        _engine = EngineChoice.For(_options);
        _host = new TrainerHost(environment, nameof(AutoRecTrainer), _options.Seed, _options.CancellationToken);
    }

    /// <summary>The data is read once: caching and normalization do not help.</summary>
    public TrainerInfo Info { get; } = MLNetBorder.ReadsItsDataOnce();

    /// <summary>Options of <see cref="AutoRecTrainer"/>.</summary>
    public sealed class Options : AutoRecOptions
    {
        /// <summary>The column of ratings, Single. Default: "Label".</summary>
        public string LabelColumnName = "Label";

        /// <summary>The key column of the users, the matrix's columns. Required.</summary>
        public string MatrixColumnIndexColumnName = "";

        /// <summary>The key column of the items, the matrix's rows. Required.</summary>
        public string MatrixRowIndexColumnName = "";

        /// <summary>Whether the network encodes items or users. Default: <see cref="AutoRecVariant.ItemBased"/>.</summary>
        public AutoRecVariant Variant = AutoRecVariant.ItemBased;

        /// <summary>The setting of the AutoRec paper: 500 sigmoid units, raw ratings, RProp on all rows.</summary>
        public static Options Paper() => new Options().SetPaper<Options>();

        /// <summary>The setting of Dive into Deep Learning: 500 sigmoid units, raw ratings, dropout, Adam at 0.002, 25 epochs.</summary>
        public static Options D2L() => new Options().SetD2L<Options>();

        internal PairColumns Columns => new(LabelColumnName, MatrixColumnIndexColumnName, MatrixRowIndexColumnName);

        internal override void Check()
        {
            base.Check();
            Columns.Check();
            OptionCheck.RequireDefined(Variant, nameof(Variant));
        }
    }

    /// <summary>Trains on all ratings of <paramref name="input"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, not a key of known count, or not Single.</exception>
    /// <exception cref="InvalidOperationException">There is no usable rating, or the loss is not finite.</exception>
    /// <exception cref="DllNotFoundException">The TorchSharp engine trains, and libtorch is missing.</exception>
    /// <exception cref="OperationCanceledException">The training was canceled.</exception>
    public AutoRecPredictionTransformer<AutoRecModelParameters> Fit(IDataView input) => Train(input, null);

    /// <summary>
    /// Trains on <paramref name="trainData"/> and keeps the weights of the epoch that predicts <paramref name="validationData"/> best.
    /// </summary>
    /// <param name="trainData">The ratings to train on.</param>
    /// <param name="validationData">Other ratings, with the same key mapping.</param>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="Fit(IDataView)"/>, or the two have different numbers of
    /// keys.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Fit(IDataView)"/>.</exception>
    /// <exception cref="OperationCanceledException">The training was canceled.</exception>
    public AutoRecPredictionTransformer<AutoRecModelParameters> Fit(IDataView trainData, IDataView validationData)
    {
        ArgumentNullException.ThrowIfNull(validationData);
        return Train(trainData, validationData);
    }

    /// <summary>The shape of <paramref name="inputSchema"/> with <c>Score</c> appended.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, not a key, or not Single.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _options.Columns.AppendScore(inputSchema);
    }

    private AutoRecPredictionTransformer<AutoRecModelParameters> Train(IDataView train, IDataView? validation)
    {
        ArgumentNullException.ThrowIfNull(train);
        var reader = _options.Columns.CreateReader(train);
        var validationReader = validation is null ? null : _options.Columns.CreateReader(validation, reader);
        var model = _host.Train(channel =>
        {
            var ratings = Orient(reader.Read(train, channel));
            var heldOut = validation is null ? null : Orient(validationReader!.Read(validation, channel));
            channel.Info(Describe(ratings));
            return new TrainingRun(_options, _options.Variant, _engine, _host.Context(channel)).Train(ratings, heldOut);
        });
        return new(model, _options.MatrixColumnIndexColumnName, _options.MatrixRowIndexColumnName);
    }

    /// <summary>The matrix with the side as rows that the network encodes.</summary>
    private RatingMatrix Orient(RatingMatrix ratings) => _options.Variant == AutoRecVariant.ItemBased ? ratings : ratings.Transpose();

    private string Describe(RatingMatrix ratings)
    {
        var (items, users) = (_options.MatrixRowIndexColumnName, _options.MatrixColumnIndexColumnName);
        var (variant, rows, columns) = _options.Variant == AutoRecVariant.ItemBased ? ("Item", items, users) : ("User", users, items);
        return $"{variant}-based: encodes {ratings.RowCount} '{rows}' rows over {ratings.ColumnCount} '{columns}' columns, "
            + $"{ratings.Count} ratings.";
    }
}
