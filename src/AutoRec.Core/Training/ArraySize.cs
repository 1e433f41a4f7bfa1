namespace AutoRec.Training;

/// <summary>
/// The lengths of arrays that grow with a product of two numbers. One array holds at most <see cref="Array.MaxLength"/> values.
/// </summary>
internal static class ArraySize
{
    /// <summary>The length of an array of rows.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="width">The number of values in a row.</param>
    /// <param name="content">The content, for the error: "codes".</param>
    /// <param name="remedy">The change that helps, for the error.</param>
    /// <exception cref="ArgumentOutOfRangeException">The array would be too large.</exception>
    public static int Of(int rows, int width, string content, string remedy)
    {
        var length = (long)rows * width;
        return length <= Array.MaxLength
            ? (int)length
            : throw new ArgumentOutOfRangeException(paramName: null, FormattableString.Invariant(
                $"The {content} would be {rows} × {width} numbers, {GigabytesOf(length):F1} GB; one array holds at most ")
                + FormattableString.Invariant($"{Array.MaxLength} numbers, {GigabytesOf(Array.MaxLength):F1} GB. {remedy}"));
    }

    /// <summary>Checks the arrays of a training before it starts, so that it does not fail after hours.</summary>
    /// <param name="rows">The number of encoded rows.</param>
    /// <param name="batchSize">The number of rows in a batch.</param>
    /// <param name="widths">The widths of the hidden layers.</param>
    /// <param name="options">The options.</param>
    public static void Check(int rows, int batchSize, IReadOnlyList<int> widths, AutoRecOptions options)
    {
        _ = Of(rows, widths[^1], "codes", "Use fewer hidden units, or leave out rows with few ratings.");
        if (options.HiddenDropout > 0)
            _ = Of(batchSize, widths.Max(), "dropout masks of a batch", $"Lower {nameof(options.BatchSize)}, or use fewer hidden units.");
    }

    private static double GigabytesOf(long numbers) => (double)numbers * sizeof(float) / (1 << 30);
}
