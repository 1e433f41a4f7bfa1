using AutoRec.DataViews;
using AutoRec.Recommending;
using AutoRec.Training;

namespace AutoRec.Trainers;

/// <summary>A fitted pipeline that a training continues from.</summary>
internal sealed class EarlierPipeline
{
    private readonly FittedRecommendation _fitted;
    private readonly AutoRecModelParameters _model;
    private readonly DataViewSchema _schema; // Of the pipeline's output.
    private readonly ModelCard? _card;

    /// <param name="pipeline">The pipeline.</param>
    /// <param name="inputSchema">The schema of its input.</param>
    /// <param name="options">The options of the training.</param>
    /// <exception cref="ArgumentException">
    /// The pipeline has no single AutoRec, or its network has another shape than that of the options.
    /// </exception>
    public EarlierPipeline(ITransformer pipeline, DataViewSchema inputSchema, AutoRecTrainer.Options options)
    {
        _schema = pipeline.GetOutputSchema(inputSchema);
        _fitted = FittedRecommendation.Find(pipeline, _schema);
        _model = _fitted.Model.Ratings as AutoRecModelParameters ?? throw new ArgumentException(
            $"The earlier model is {(_fitted.Model.Ratings is OneClassModelParameters ? "a one-class model" : "a blend")}; expected a "
            + "model of the trainer AutoRec. Pass such a model, or train without the earlier one.");
        _card = FittedRecommendation.Flatten(pipeline).OfType<AutoRecPredictionTransformer<AutoRecModelParameters>>().Single().Card;
        CheckOptions(options);
    }

    /// <summary>The earlier model in one line, for the card.</summary>
    public string Description => _card?.ToString() ?? "a model without a card";

    /// <summary>Checks the columns of features, whose slots are matched by their numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column has other slots than in the earlier training.</exception>
    public void CheckFeatures(DataViewSchema schema, PairColumns columns)
    {
        var isItemBased = _model.Variant == AutoRecVariant.ItemBased;
        var (rows, others) = (_model.Features?.Rows, _model.Features?.Columns);
        Check(columns.MatrixRowFeatures, "matrix row features", isItemBased ? rows : others);
        Check(columns.MatrixColumnFeatures, "matrix column features", isItemBased ? others : rows);

        void Check(string? name, string role, Model.SideFeatures? earlier)
        {
            if (name is null || earlier is null)
                return;
            var column = FeatureColumn.Find(schema, name, role, earlier.Scaling.SlotCount).Column;
            if (_schema.GetColumnOrNull(name) is not { } old
                || KeyDigest.OfSlots(old) is not { } digest
                || KeyDigest.OfSlots(column) is not { } other
                || digest.AsSpan().SequenceEqual(other))
            {
                return;
            }

            throw new ArgumentOutOfRangeException(
                paramName: null,
                $"The slots of '{name}' have other names than in the earlier training, so its weights would be those of other features. "
                + "Compute the features with the transformers of the earlier pipeline, or train without the earlier model.");
        }
    }

    /// <summary>Finds the users and items of the ratings in the earlier model.</summary>
    /// <param name="schema">The schema of the ratings.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="training">The ratings.</param>
    /// <param name="channel">The log.</param>
    /// <returns>The earlier model; null if there is nothing to continue.</returns>
    /// <exception cref="InvalidOperationException">The ids cannot be matched.</exception>
    public EarlierModel? Match(DataViewSchema schema, PairColumns columns, IndexedRatings training, IChannel channel)
    {
        var earlier = new EarlierModel(
            _fitted.Model,
            KeyMatch.Find(_fitted.Item, _fitted.Keys.Items, schema[columns.MatrixRowIndex], training.Rows, "item"),
            KeyMatch.Find(_fitted.User, _fitted.Keys.Users, schema[columns.MatrixColumnIndex], training.Columns, "user"));
        if (!earlier.HasNetwork)
        {
            channel.Info("The earlier network does not count in the scores, because it had too few ratings. So this training starts anew.");
            return null;
        }

        channel.Info($"Continuing an earlier model: it knows {Known(earlier.Users)} of {earlier.Users.Length} users and "
            + $"{Known(earlier.Items)} of {earlier.Items.Length} items.");
        if (training.Ratings.Count < _card?.RatingCount)
        {
            channel.Warning(
                MessageSensitivity.None,
                $"There are {training.Ratings.Count} ratings; the earlier model was trained on {_card.RatingCount}. Pass all ratings, old "
                + "and new: those that are left out are forgotten.");
        }

        return earlier;

        static int Known(int[] indices) => indices.Count(index => index >= 0);
    }

    private void CheckOptions(AutoRecTrainer.Options options)
    {
        if (options.ValidationFraction > 0)
        {
            throw new ArgumentException(
                $"ValidationFraction is {options.ValidationFraction}, but the earlier model was trained on most ratings that would be held "
                + "out, so their RMSE would be too low; expected 0. Pass ratings that the earlier model does not know to "
                + "Fit(train, validation).");
        }

        var network = _model.Network;
        Check("Variant", _model.Variant, options.Variant);
        Check(
            "HiddenLayers",
            Text(network.Hidden[..((network.Hidden.Length + 1) / 2)].Select(layer => layer.Outputs)),
            Text(options.HiddenLayers));
        Check("EncoderActivation", network.Encoder, options.EncoderActivation);
        Check("DecoderActivation", network.Decoder, options.DecoderActivation);
        Check("Baseline", _model.Preparation.Baseline.Kind, options.Baseline);
        Check("InputNormalization", _model.Preparation.Normalization, options.InputNormalization);
        var isItemBased = _model.Variant == AutoRecVariant.ItemBased;
        var (rows, columns) = (_model.Features?.Rows is not null, _model.Features?.Columns is not null);
        Check("MatrixRowFeaturesColumnName", Has(isItemBased ? rows : columns), Has(options.MatrixRowFeaturesColumnName is not null));
        Check("MatrixColumnFeaturesColumnName", Has(isItemBased ? columns : rows), Has(options.MatrixColumnFeaturesColumnName is not null));
        if (options.InputNormalization == InputNormalization.RatingCount && _model.Preparation.TypicalCount != Recipe.TypicalCount)
        {
            throw new ArgumentException(
                "An earlier version trained the earlier model, with inputs of another scale. Train without it once, and save the result.");
        }

        static string Text(IEnumerable<int> widths) => $"[{string.Join(", ", widths)}]";
        static string Has(bool has) => has ? "set" : "not set";
        static void Check<T>(string name, T earlier, T now)
        {
            if (!EqualityComparer<T>.Default.Equals(earlier, now))
            {
                throw new ArgumentException(
                    $"The option {name} was {earlier} in the training of the earlier model, and is {now} now; expected the same network. "
                    + "Set the option as before, or train without the earlier model.");
            }
        }
    }
}
