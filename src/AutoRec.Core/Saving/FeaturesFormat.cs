using AutoRec.Model;

namespace AutoRec.Saving;

/// <summary>
/// The features of a saved <see cref="AutoRecModelParameters"/>: of rows, then of columns, the scaling, the mean, the prior of the biases
/// and the weights of the network. After those of rows comes the regression of the codes.
/// </summary>
internal static class FeaturesFormat
{
    private const string Weight = "weight of a feature";
    private const string Bias = "bias of a feature";

    public static void Write(BinaryWriter writer, AutoRecModelParameters model)
    {
        var (baseline, network) = (model.Preparation.Baseline, model.Network);
        Write(writer, model.Features!.Rows, baseline.RowPrior, network.RowFeatures);
        if (model.ColdCodes is { } codes)
        {
            writer.Write(codes.Layer.Weights.AsSpan());
            writer.Write(codes.Layer.Biases.AsSpan());
        }

        Write(writer, model.Features.Columns, baseline.ColumnPrior, network.ColumnFeatures);
    }

    /// <summary>Reads the features, and adds their parts to the baseline and the network.</summary>
    public static (ModelFeatures Features, CodeRegression? Codes) Read(
        BinaryReader reader, ref RatingPreparation preparation, ref Network network)
    {
        var rows = Read(reader, network.Hidden[0].Outputs, rowPerOutput: false);
        var codes = rows.Side is { } side ? ReadCodes(reader, side.Scaling.SlotCount, network.CodeLength) : null;
        var columns = Read(reader, network.CodeLength, rowPerOutput: true);
        preparation = preparation with { Baseline = preparation.Baseline.With(rows.Prior, columns.Prior) };
        network = network.With(rows.Layer, columns.Layer);
        return (new(rows.Side, columns.Side), codes);
    }

    private static CodeRegression ReadCodes(BinaryReader reader, int slotCount, int width) => new(new AutoRecLayer(
        slotCount, width, rowPerOutput: false, reader.ReadFinites(checked(slotCount * width), Weight), reader.ReadFinites(width, Bias)));

    private static void Write(BinaryWriter writer, SideFeatures? side, FeatureRegression? prior, AutoRecLayer? layer)
    {
        writer.Write(side?.Scaling.SlotCount ?? 0);
        if (side is null)
            return;
        writer.Write(side.Scaling.Means.AsSpan());
        writer.Write(side.Scaling.Factors.AsSpan());
        var mean = new float[side.Scaling.SlotCount];
        for (var i = 0; i < side.Mean.Count; i++)
            mean[side.Mean.Slots[i]] = side.Mean.Values[i];
        writer.Write(mean.AsSpan());
        writer.Write(prior is not null);
        if (prior is not null)
        {
            writer.Write(prior.Weights.AsSpan());
            writer.Write(prior.Constant);
        }

        writer.Write(layer!.Weights.AsSpan());
        writer.Write(layer.Biases.AsSpan());
    }

    private static (SideFeatures? Side, FeatureRegression? Prior, AutoRecLayer? Layer) Read(
        BinaryReader reader, int width, bool rowPerOutput)
    {
        var count = reader.ReadCount("number of features", 0, FeatureSystem.MostSlots);
        if (count == 0)
            return default;
        var scaling = new FeatureScaling(reader.ReadFinites(count, "mean of a feature"), reader.ReadFinites(count, "factor of a feature"));
        var mean = reader.ReadFinites(count, "mean of a scaled feature");
        int[] slots = [.. Enumerable.Range(0, count).Where(slot => mean[slot] != 0)];
        var prior = reader.ReadBoolean() ? new FeatureRegression(reader.ReadFinites(count, Weight), reader.ReadFinite(Bias)) : null;
        var weights = reader.ReadFinites(checked(count * width), Weight);
        var layer = rowPerOutput
            ? new AutoRecLayer(width, count, rowPerOutput, weights, reader.ReadFinites(count, Bias))
            : new AutoRecLayer(count, width, rowPerOutput, weights, reader.ReadFinites(width, Bias));
        return (new(scaling, new(slots, Array.ConvertAll(slots, slot => mean[slot]))), prior, layer);
    }
}
