using AutoRec.Model;

namespace AutoRec.Saving;

/// <summary>
/// The codes of a saved model with rows of few ratings: the inputs of these rows, and then the codes of the others. The number of a row's
/// inputs is 0 for a row with a code.
/// </summary>
internal static class CodesFormat
{
    /// <summary>
    /// The most inputs of a row without a code in the file. So many take less space than a code of 16 units, and are encoded again in a
    /// microsecond.
    /// </summary>
    public const int MostInputs = 8;

    /// <summary>The widest codes that a file leaves out. A bound, because the codes are larger than the file.</summary>
    public const int MostUnits = 2048;

    /// <summary>Whether the codes of a network follow quickly from the inputs alone.</summary>
    public static bool CanLeaveOut(Network network) => network.Hidden.Length == 1 && network.CodeLength <= MostUnits;

    /// <param name="writer">The writer.</param>
    /// <param name="few">The inputs of the rows with few ratings, R × C.</param>
    /// <param name="codes">The codes of all rows, R × K.</param>
    /// <param name="writeRows">Writes rows of a length.</param>
    public static void Write(BinaryWriter writer, RatingMatrix few, float[] codes, Action<float[], int> writeRows)
    {
        writer.Write(few.Count);
        var width = codes.Length / few.RowCount;
        var kept = new float[(few.RowCount - few.RatedRows().Length) * width];
        var at = 0;
        for (var row = 0; row < few.RowCount; row++)
        {
            var columns = few.ColumnsOf(row);
            writer.Write7BitEncodedInt(columns.Length);
            AscendingIndices.Write(writer, columns);
            writer.Write(few.ValuesOf(row));
            if (!columns.IsEmpty)
                continue;
            codes.AsSpan(row * width, width).CopyTo(kept.AsSpan(at));
            at += width;
        }

        writeRows(kept, width);
    }

    /// <summary>Reads the inputs of the rows with few ratings.</summary>
    public static RatingMatrix ReadInputs(BinaryReader reader, int rowCount, int columnCount, Network network)
    {
        if (!CanLeaveOut(network))
        {
            throw new FormatException($"it leaves out codes of {network.Hidden.Length} layers and {network.CodeLength} units; expected one "
                + $"layer of at most {MostUnits} units");
        }

        var count = reader.ReadCount(1 + sizeof(float));
        var (rows, columns, inputs) = (new int[count], new int[count], new float[count]);
        var at = 0;
        for (var row = 0; row < rowCount; row++)
        {
            var end = at + reader.Read7BitEncodedInt();
            if (end < at || end > count)
                throw new FormatException($"row {row} has inputs beyond the {count} of the file");
            if (end - at > MostInputs)
                throw new FormatException($"row {row} has {end - at} inputs in place of its code; expected at most {MostInputs}");
            rows.AsSpan(at..end).Fill(row);
            var number = row;
            AscendingIndices.Read(reader, columns.AsSpan(at..end), columnCount, () => $"an input of row {number}", "column");
            reader.ReadFinites(end - at, "input of a row").CopyTo(inputs, at);
            at = end;
        }

        return at == count
            ? RatingMatrix.Create(rowCount, columnCount, rows, columns, inputs)
            : throw new FormatException($"it has {at} of {count} inputs");
    }

    /// <summary>Reads the codes of the other rows, and computes those of the rows with few ratings.</summary>
    /// <param name="few">The inputs of the rows with few ratings.</param>
    /// <param name="network">The network.</param>
    /// <param name="readRows">Reads a number of codes.</param>
    public static float[] ReadCodes(RatingMatrix few, Network network, Func<int, float[]> readRows)
    {
        var width = network.CodeLength;
        var kept = readRows(few.RowCount - few.RatedRows().Length);
        var codes = new float[checked(few.RowCount * width)];
        for (var (row, at) = (0, 0); row < few.RowCount; row++)
        {
            if (few.CountOf(row) > 0)
                continue;
            kept.AsSpan(at, width).CopyTo(codes.AsSpan(row * width));
            at += width;
        }

        AutoRecModelParameters.EncodeFew(network, few, codes);
        return codes;
    }
}
