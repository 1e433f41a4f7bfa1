using System.Globalization;

namespace AutoRec.DataViews;

/// <summary>Ratings by index, and the keys of the indices.</summary>
internal sealed record IndexedRatings(RatingMatrix Ratings, KeyMap Rows, KeyMap Columns);

/// <summary>Reads row keys, column keys, ratings, weights and features into a <see cref="RatingMatrix"/>, in one pass.</summary>
internal sealed class RatingReader
{
    private const int RowsBetweenChecks = 1024; // Of the cancellation.

    private readonly DataViewSchema.Column _row;
    private readonly DataViewSchema.Column _column;
    private readonly DataViewSchema.Column _label;
    private readonly DataViewSchema.Column? _weight;
    private readonly FeatureColumn? _rowFeatures;
    private readonly FeatureColumn? _columnFeatures;

    /// <summary>Finds the columns. Without a weight column, all ratings weigh the same. Columns of features are optional.</summary>
    public RatingReader(
        DataViewSchema schema,
        string matrixRowIndexColumnName,
        string matrixColumnIndexColumnName,
        string labelColumnName,
        string? weightColumnName = null,
        string? rowFeaturesColumnName = null,
        string? columnFeaturesColumnName = null)
    {
        (_row, RowKeyCount) = KeyColumn.Find(schema, matrixRowIndexColumnName, "matrix row index");
        (_column, ColumnKeyCount) = KeyColumn.Find(schema, matrixColumnIndexColumnName, "matrix column index");
        _label = Columns.FindSingle(schema, labelColumnName, "label");
        _weight = weightColumnName is null ? null : Columns.FindSingle(schema, weightColumnName, "example weight");
        if (rowFeaturesColumnName is not null)
            _rowFeatures = FeatureColumn.Find(schema, rowFeaturesColumnName, "matrix row features");
        if (columnFeaturesColumnName is not null)
            _columnFeatures = FeatureColumn.Find(schema, columnFeaturesColumnName, "matrix column features");
    }

    public int RowKeyCount { get; }
    public int ColumnKeyCount { get; }

    /// <summary>
    /// Reads all ratings. Skips rows with a missing key, a label that is not finite or a weight of 0, and keeps the last rating of a
    /// repeated pair; a warning gives the numbers.
    /// </summary>
    /// <param name="data">The ratings.</param>
    /// <param name="channel">The channel of the warnings.</param>
    /// <param name="addRepeated">Whether to add the labels of a repeated pair instead, because they are events.</param>
    /// <param name="rows">The row keys to read; the others count as missing. Null: those with ratings.</param>
    /// <param name="columns">The column keys to read; the others count as missing. Null: those with ratings.</param>
    /// <param name="withDigests">Whether the keys get the digests of their ids, which a model saves. They take time.</param>
    /// <param name="throwIfCanceled">Ends the reading by an exception; it is called every few rows.</param>
    /// <exception cref="InvalidOperationException">
    /// There is no rating, a weight is negative or not finite, or features are not finite, have another length than their column or
    /// differ in rows of the same key.
    /// </exception>
    public IndexedRatings Read(
        IDataView data,
        IChannel channel,
        bool addRepeated = false,
        KeyMap? rows = null,
        KeyMap? columns = null,
        bool withDigests = true,
        Action? throwIfCanceled = null)
    {
        var capacity = (int)Math.Min(data.GetRowCount() ?? 0, Array.MaxLength);
        var rowIndices = new List<int>(capacity);
        var columnIndices = new List<int>(capacity);
        var values = new List<float>(capacity);
        var weights = new List<float>(_weight is null ? 0 : capacity);
        var (allRows, allColumns) = (rows ?? KeyMap.All(RowKeyCount), columns ?? KeyMap.All(ColumnKeyCount));
        var hasOthers = rows is { IsIdentity: false } || columns is { IsIdentity: false };
        var missing = $"a missing '{_row.Name}' or '{_column.Name}'{(hasOthers ? ", or one without training ratings" : "")}";
        long read = 0, missingKeys = 0, missingLabels = 0, zeroWeights = 0;

        var rowFeatures = _rowFeatures is null ? null : new KeyFeatures(_rowFeatures, _row);
        var columnFeatures = _columnFeatures is null ? null : new KeyFeatures(_columnFeatures, _column);

        foreach (var (rowKey, columnKey, label, weight) in ReadRows(data, _row, _column, _label, _weight, rowFeatures, columnFeatures))
        {
            if (read++ % RowsBetweenChecks == 0)
                throwIfCanceled?.Invoke();
            var (row, column) = (allRows.IndexOf(rowKey), allColumns.IndexOf(columnKey));
            if ((uint)row >= (uint)allRows.IndexCount || (uint)column >= (uint)allColumns.IndexCount)
            {
                missingKeys++;
            }
            else if (!float.IsFinite(label))
            {
                missingLabels++;
            }
            else if (weight == 0)
            {
                zeroWeights++;
            }
            else
            {
                rowIndices.Add(row);
                columnIndices.Add(column);
                values.Add(label);
                if (_weight is { } weightColumn)
                    weights.Add(CheckWeight(weight, weightColumn.Name, values.Count + missingKeys + missingLabels + zeroWeights - 1));
            }
        }

        if (values.Count == 0 && zeroWeights > 0)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"There is no rating with a weight: {zeroWeights} complete rows have a '{_weight!.Value.Name}' of 0; ")
                + "expected at least one greater weight. Check how the column of weights is computed.");
        }

        if (values.Count == 0)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"There is no rating: {missingKeys} rows have {missing}, and {missingLabels} have a "
                + $"'{_label.Name}' that is not a finite number; expected at least one complete row. ")
                + (hasOthers
                    ? "Use ratings of users and items that have training ratings."
                    : "Check the loader's columns, its separator, and whether quoted fields need allowQuoting: true."));
        }

        rows ??= Compact(_row, RowKeyCount, Span(rowIndices), withDigests, channel);
        columns ??= Compact(_column, ColumnKeyCount, Span(columnIndices), withDigests, channel);
        var ratings = RatingMatrix.Create(
            rows.IndexCount, columns.IndexCount, Span(rowIndices), Span(columnIndices), Span(values), addRepeated, Span(weights));
        if (missingKeys > 0)
            Warn($"Left out {missingKeys} rows with {missing}.");
        if (missingLabels > 0)
            Warn($"Left out {missingLabels} rows whose '{_label.Name}' is not a finite number.");
        if (zeroWeights > 0)
            Warn($"Left out {zeroWeights} rows whose '{_weight!.Value.Name}' is 0.");
        if (ratings.Count < values.Count && !addRepeated)
        {
            Warn($"Left out {values.Count - ratings.Count} ratings of a repeated pair ('{_row.Name}', '{_column.Name}'); the last rating "
                + "counts.");
        }

        return new(ratings.WithFeatures(rowFeatures?.Select(rows), columnFeatures?.Select(columns)), rows, columns);

        void Warn(string message) => channel.Warning(MessageSensitivity.None, message);
    }

    private static float CheckWeight(float weight, string name, long row) => weight is > 0 and < float.PositiveInfinity
        ? weight
        : throw new InvalidOperationException(string.Create(
            CultureInfo.InvariantCulture,
            $"The weight in column '{name}', row {row}, is {weight}; expected a finite number of at least 0. Remove such rows, for example "
            + $"with mlContext.Data.FilterRowsByColumn, or replace the weights."));

    /// <summary>Replaces keys by their indices among those with ratings.</summary>
    private static KeyMap Compact(DataViewSchema.Column column, int count, Span<int> keys, bool withDigest, IChannel channel)
    {
        if (InexactIds.Describe(column) is { } warning)
            channel.Warning(MessageSensitivity.None, warning);
        var map = KeyMap.Of(count, keys, withDigest ? KeyDigest.Of(column) : null);
        if (!map.IsIdentity)
        {
            foreach (ref var key in keys)
                key = map.IndexOf(key);
        }

        return map;
    }

    /// <summary>
    /// Reads the row key, the column key, the label and the weight of every row, complete or not. Without a weight
    /// column, each weight is 1. Features are collected by key.
    /// </summary>
    public static IEnumerable<(int Row, int Column, float Label, float Weight)> ReadRows(
        IDataView data,
        DataViewSchema.Column row,
        DataViewSchema.Column column,
        DataViewSchema.Column label,
        DataViewSchema.Column? weight = null,
        KeyFeatures? rowFeatures = null,
        KeyFeatures? columnFeatures = null)
    {
        DataViewSchema.Column?[] optional = [weight, rowFeatures?.Column, columnFeatures?.Column];
        using var cursor = PlainCursor.Open(data, [row, column, label, .. optional.OfType<DataViewSchema.Column>()]);
        var (rowGetter, columnGetter) = (KeyColumn.GetKeyGetter(cursor, row), KeyColumn.GetKeyGetter(cursor, column));
        var labelGetter = cursor.GetGetter<float>(label);
        var weightGetter = weight is null ? null : cursor.GetGetter<float>(weight.Value);
        rowFeatures?.Open(cursor);
        columnFeatures?.Open(cursor);
        var (rowIndex, columnIndex, rating, ratingWeight) = (0, 0, 0f, 1f);
        while (cursor.MoveNext())
        {
            rowGetter(ref rowIndex);
            columnGetter(ref columnIndex);
            labelGetter(ref rating);
            weightGetter?.Invoke(ref ratingWeight);
            rowFeatures?.Read(rowIndex);
            columnFeatures?.Read(columnIndex);
            yield return (rowIndex, columnIndex, rating, ratingWeight);
        }
    }

    private static Span<T> Span<T>(List<T> list) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(list);
}
