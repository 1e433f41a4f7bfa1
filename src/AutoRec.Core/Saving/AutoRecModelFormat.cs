using AutoRec.Model;

namespace AutoRec.Saving;

/// <summary>The content of a saved <see cref="AutoRecModelParameters"/>, in the order of writing.</summary>
internal static class AutoRecModelFormat
{
    // The bits of a byte. Without features, it is the Boolean of the earlier formats.
    private const byte Clips = 1;
    private const byte HasFeatures = 2;
    private const byte HasFewInputs = 4;
    private const byte HasShortWeights = 8;
    private const byte HasMeanCode = 16;
    private const byte AllBits = Clips | HasFeatures | HasFewInputs | HasShortWeights | HasMeanCode;

    public static void Write(BinaryWriter writer, AutoRecModelParameters model)
    {
        var isShort = model.HasShortWeights;
        writer.Write(model.RowCount);
        writer.Write(model.ColumnCount);
        writer.Write(model.Variant);
        writer.Write(model.ColdStart);
        writer.Write((byte)(
            (model.ClipToLabelRange ? Clips : 0)
            | (model.Features is null ? 0 : HasFeatures)
            | (model.FewInputs is null ? 0 : HasFewInputs)
            | (isShort ? HasShortWeights : 0)
            | (model.MeanCode is null ? 0 : HasMeanCode)));
        Write(writer, model.Preparation);
        Write(writer, model.Network, isShort);
        if (model.FewInputs is { } few)
            CodesFormat.Write(writer, few, model.Codes, (codes, width) => WriteRows(writer, codes, width, isShort));
        else
            WriteRows(writer, model.Codes, model.CodeLength, isShort);
        writer.Write(model.Means.Global);
        writer.Write(model.Means.Rows.AsSpan());
        writer.Write(model.Means.Columns.AsSpan());
        writer.Write(model.Means.Damping);
        writer.Write(model.Lambda);
        writer.Write(model.Share);
        if (model.MeanCode is { } mean)
            writer.Write(mean.AsSpan());
        if (model.Features is not null)
            FeaturesFormat.Write(writer, model);
    }

    /// <summary>Rounds the weights and codes of a model to 16 bits. A file then has them in half of the bytes, and exactly.</summary>
    public static AutoRecModelParameters RoundToShort(AutoRecModelParameters model)
    {
        foreach (var layer in model.Network.Layers)
            ShortRows.Round(layer.Weights, layer.RowLength);
        ShortRows.Round(model.Codes, model.CodeLength);
        if (model.FewInputs is { } few)
            AutoRecModelParameters.EncodeFew(model.Network, few, model.Codes);
        return model.WithShortWeights();
    }

    // Format 1 did not store the damping: it was 5 for biases and 0 for means. Formats 1 and 2 did not store λ, and 1 to 3 no share.
    public static AutoRecModelParameters Read(BinaryReader reader, int format)
    {
        var rows = reader.ReadCount(sizeof(float));
        var columns = reader.ReadCount(sizeof(float));
        var variant = reader.ReadEnum<AutoRecVariant>();
        var coldStart = reader.ReadEnum<ColdStart>();
        var flags = reader.ReadByte();
        if (flags > AllBits)
            throw new FormatException($"it has parts {flags}");
        var isShort = (flags & HasShortWeights) != 0;
        var preparation = ReadPreparation(reader, format, rows, columns);
        var network = ReadNetwork(reader, columns, isShort);
        var few = (flags & HasFewInputs) != 0 ? CodesFormat.ReadInputs(reader, rows, columns, network) : null;
        var codes = few is null
            ? ReadRows(reader, rows, network.CodeLength, isShort, "code")
            : CodesFormat.ReadCodes(few, network, count => ReadRows(reader, count, network.CodeLength, isShort, "code"));
        var means = new RatingMeans(
            reader.ReadFinite("mean rating"),
            reader.ReadFinitesOrNaN(rows, "mean of a row"),
            reader.ReadFinitesOrNaN(columns, "mean of a column"),
            format < 2 ? 0 : reader.ReadInRange("damping of means", 0));
        var lambda = format < 3 ? float.NaN : reader.ReadInRangeOrNaN("λ", 0); // NaN if an earlier format was saved again.
        var share = format < 4 ? 1 : reader.ReadInRange("share of the network", 0, 1);
        var meanCode = (flags & HasMeanCode) != 0 ? reader.ReadFinites(network.CodeLength, "mean code") : null;
        var (features, coldCodes) = (flags & HasFeatures) != 0 ? FeaturesFormat.Read(reader, ref preparation, ref network) : (null, null);
        var model = new AutoRecModelParameters(variant, preparation, network, codes, means, coldStart, (flags & Clips) != 0, lambda)
        {
            Share = share,
            FewInputs = few,
            Features = features,
            ColdCodes = coldCodes,
        };
        if (meanCode is not null)
            model = model.WithMeanCode(meanCode);
        return isShort ? model.WithShortWeights() : model;
    }

    private static void Write(BinaryWriter writer, RatingPreparation preparation)
    {
        writer.Write(preparation.Scale.Minimum);
        writer.Write(preparation.Scale.Maximum);
        writer.Write(preparation.Normalization);
        writer.Write(preparation.TypicalCount);
        writer.Write(preparation.Baseline.Kind);
        writer.Write(preparation.Baseline.Mean);
        writer.Write(preparation.Baseline.Rows.AsSpan());
        writer.Write(preparation.Baseline.Columns.AsSpan());
        writer.Write(preparation.Baseline.Damping);
    }

    private static RatingPreparation ReadPreparation(BinaryReader reader, int format, int rows, int columns)
    {
        var scale = reader.ReadScale();
        var normalization = reader.ReadEnum<InputNormalization>();
        var typicalCount = reader.ReadInRange("typical number of ratings", float.Epsilon);
        var baseline = new RatingBaseline(
            reader.ReadEnum<BaselineKind>(),
            reader.ReadFinite("mean of the baseline"),
            reader.ReadFinites(rows, "bias of a row"),
            reader.ReadFinites(columns, "bias of a column"),
            format < 2 ? 5 : reader.ReadInRange("damping of biases", 0));
        return new RatingPreparation(scale, baseline, normalization, typicalCount);
    }

    private static void Write(BinaryWriter writer, Network network, bool isShort)
    {
        writer.Write(network.Encoder);
        writer.Write(network.Decoder);
        writer.Write(network.OutputShift);
        writer.Write(network.OutputSpan);
        writer.Write(network.Hidden.Length);
        foreach (var layer in network.Hidden)
            writer.Write(layer.Outputs);
        foreach (var layer in network.Layers)
        {
            WriteRows(writer, layer.Weights, layer.RowLength, isShort);
            writer.Write(layer.Biases.AsSpan());
        }
    }

    private static Network ReadNetwork(BinaryReader reader, int columns, bool isShort)
    {
        var (encoder, decoder) = (reader.ReadEnum<Activation>(), reader.ReadEnum<Activation>());
        var (shift, span) = (reader.ReadFinite("shift of the output"), reader.ReadFinite("span of the output"));
        var widths = new int[reader.ReadCount("number of hidden layers", 1, Network.MostHidden)];
        for (var l = 0; l < widths.Length; l++)
        {
            widths[l] = reader.ReadCount(sizeof(float));
            if (widths[l] == 0)
                throw new FormatException($"the width of its hidden layer {l} is 0; expected at least 1");
        }

        var hidden = new AutoRecLayer[widths.Length];
        for (var l = 0; l < hidden.Length; l++)
            hidden[l] = ReadLayer(reader, l == 0 ? columns : widths[l - 1], widths[l], rowPerOutput: false, isShort);
        var output = ReadLayer(reader, widths[^1], columns, rowPerOutput: true, isShort);
        return new Network(hidden, output, encoder, decoder, shift, span);
    }

    private static AutoRecLayer ReadLayer(BinaryReader reader, int inputs, int outputs, bool rowPerOutput, bool isShort)
    {
        var (rows, length) = rowPerOutput ? (outputs, inputs) : (inputs, outputs);
        return new(
            inputs, outputs, rowPerOutput, ReadRows(reader, rows, length, isShort, "weight"), reader.ReadFinites(outputs, "bias"));
    }

    private static void WriteRows(BinaryWriter writer, float[] values, int length, bool isShort)
    {
        if (isShort)
            ShortRows.Write(writer, values, length);
        else
            writer.Write(values.AsSpan());
    }

    private static float[] ReadRows(BinaryReader reader, int rows, int length, bool isShort, string name) => isShort
        ? CheckedNumbers.CheckFinite(ShortRows.Read(reader, rows, length), name, allowNaN: false)
        : reader.ReadFinites(checked(rows * length), name);
}
