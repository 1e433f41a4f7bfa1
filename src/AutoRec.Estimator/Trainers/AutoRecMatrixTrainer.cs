using AutoRec.DataViews;
using AutoRec.Engines;
using AutoRec.Interop;
using AutoRec.Pivot;
using AutoRec.Trainers;
using AutoRec.Training;
using Microsoft.ML.Trainers;

namespace AutoRec;

/// <summary>
/// Trains the network of <see cref="AutoRecTrainer"/> on rows of ratings, such as those of <c>PivotRatings</c>, and reconstructs them. The
/// pivot decides whether the rows are items or users.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// | Column | Type | Description |
/// | -- | -- | -- |
/// | `RatingsColumnName` | vector of `Single` of known length | input: the known ratings of a row; zero means no rating |
/// | `Score` | vector of `Single` | output of the trained transformer: all ratings of the row |
///
/// If zero is also a rating, train on keys with `AutoRecTrainer`: a vector cannot represent it.
/// ]]></format>
/// </remarks>
public sealed class AutoRecMatrixTrainer : ITrainerEstimator<AutoRecReconstructionTransformer, AutoRecModelParameters>
{
    private readonly Options _options;
    private readonly EngineFactory _engine;
    private readonly TrainerHost _host;

    internal AutoRecMatrixTrainer(IHostEnvironment environment, Options options)
    {
        _options = (Options)options.CheckedCopy();
        _engine = EngineChoice.For(_options);
        _host = new TrainerHost(environment, nameof(AutoRecMatrixTrainer), _options.Seed, _options.CancellationToken);
    }

    /// <summary>The data is read once: caching and normalization do not help.</summary>
    public TrainerInfo Info { get; } = MLNetBorder.ReadsItsDataOnce();

    /// <summary>Options of <see cref="AutoRecMatrixTrainer"/>.</summary>
    public sealed class Options : AutoRecOptions
    {
        /// <summary>The column of vectors of known ratings. Default: "Ratings".</summary>
        public string RatingsColumnName = "Ratings";

        internal override void Check()
        {
            base.Check();
            OptionCheck.RequireName(RatingsColumnName, nameof(RatingsColumnName));
        }
    }

    /// <summary>Trains on all rows of <paramref name="input"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column is missing or not a vector of Single of known length; or an array would be too large for the number of rows or slots.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There is no rating, the loss is not finite, or the checkpoints are those of another training.
    /// </exception>
    /// <exception cref="InvalidDataException">A checkpoint is damaged.</exception>
    /// <exception cref="IOException">The folder of the checkpoints cannot be used, or another training uses it.</exception>
    /// <exception cref="DllNotFoundException">The TorchSharp engine trains, and libtorch is missing.</exception>
    /// <exception cref="OperationCanceledException">The training was canceled.</exception>
    public AutoRecReconstructionTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var name = _options.RatingsColumnName;
        var (column, length) = Columns.FindVector(input.Schema, name, "ratings");
        return _host.TrainWithCheckpoints(_options.Checkpoints, (channel, clock, context) =>
        {
            var training = Read(input, column, length, channel, _host.ThrowIfCanceled);
            var ratings = training.Ratings;
            channel.Info($"Encodes {ratings.RowCount} rows of '{name}' over {ratings.ColumnCount} slots, {ratings.Count} ratings.");
            var run = new TrainingRun(_options, AutoRecVariant.ItemBased, _engine, context);
            var (model, figures) = run.Train(ratings, validation: null);
            var card = _host.CreateCard(clock, training, _options, [_engine], figures);

            // Most rows that are reconstructed are those of the training, whose codes are right as they are.
            return new AutoRecReconstructionTransformer(model.WithMeanCode(null), training.Columns, name, card);
        });
    }

    /// <summary>The shape of <paramref name="inputSchema"/> with <c>Score</c> appended.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or not a vector of Single.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var column = Columns.FindVector(inputSchema, _options.RatingsColumnName, "ratings");
        return ScoreColumn.Append(inputSchema, ScoreColumn.Vector(RatingVectorAnnotations.ShapeOfCopy(column)));
    }

    private static IndexedRatings Read(
        IDataView data, DataViewSchema.Column column, int length, IChannel channel, Action throwIfCanceled)
    {
        var rows = new List<int>();
        var known = new RatingVector();
        var rowCount = 0;
        using (var cursor = data.GetRowCursor([column]))
        {
            var getter = cursor.GetGetter<VBuffer<float>>(column);
            VBuffer<float> vector = default;
            while (cursor.MoveNext())
            {
                throwIfCanceled();
                getter(ref vector);
                known.Add(vector);
                rows.AddRange(Enumerable.Repeat(rowCount, known.Columns.Length - rows.Count));
                rowCount++;
            }
        }

        if (rows.Count == 0)
        {
            throw new InvalidOperationException(
                $"There is no rating to use: all values in the {rowCount} rows of '{column.Name}' are zero or not finite.");
        }

        if (known.LeftOut > 0)
            channel.Warning(MessageSensitivity.None, "Left out {0} values of '{1}' that are not finite.", known.LeftOut, column.Name);
        var slots = KeyMap.Of(length, known.Columns, KeyDigest.OfSlots(column));
        int[] columns = [.. known.Columns.ToArray().Select(slots.IndexOf)];
        return new(
            RatingMatrix.Create(rowCount, slots.IndexCount, [.. rows], columns, known.Ratings), KeyMap.All(rowCount), slots);
    }
}
