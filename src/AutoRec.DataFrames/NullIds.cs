namespace AutoRec.DataFrames;

/// <summary>
/// Ids that stand for null: ML.NET's numbers have no missing value, and a frame's cursors read null as 0, which may be an id. An empty text
/// is a missing key for ML.NET, so texts need none.
/// </summary>
internal static class NullIds
{
    /// <summary>The ids with a value in place of null that no ratings have.</summary>
    /// <exception cref="ArgumentException">There are nulls, and their type has no free value.</exception>
    public static DataFrameColumn Replace(DataFrameColumn ids, string role) => ids switch
    {
        { NullCount: 0 } or StringDataFrameColumn => ids,
        PrimitiveDataFrameColumn<int> numbers => numbers.FillNulls(int.MinValue),
        PrimitiveDataFrameColumn<long> numbers => numbers.FillNulls(long.MinValue),
        PrimitiveDataFrameColumn<uint> numbers => numbers.FillNulls(uint.MaxValue),
        PrimitiveDataFrameColumn<ulong> numbers => numbers.FillNulls(ulong.MaxValue),
        _ => throw new ArgumentException(
            $"The {role} column '{ids.Name}' has {ids.NullCount} null values, and every {ids.DataType.Name} may be an id. Leave these rows "
            + "out, for example with frame.DropNulls(), or train and score with Int32 ids."),
    };

    /// <exception cref="ArgumentException">An id is the value that stands for null.</exception>
    public static void RefuseIn(DataFrameColumn ids, string role)
    {
        object? found = ids switch
        {
            PrimitiveDataFrameColumn<int> numbers when numbers.Contains(int.MinValue) => int.MinValue,
            PrimitiveDataFrameColumn<long> numbers when numbers.Contains(long.MinValue) => long.MinValue,
            PrimitiveDataFrameColumn<uint> numbers when numbers.Contains(uint.MaxValue) => uint.MaxValue,
            PrimitiveDataFrameColumn<ulong> numbers when numbers.Contains(ulong.MaxValue) => ulong.MaxValue,
            _ => null,
        };
        if (found is not null)
        {
            throw new ArgumentException(
                $"The {role} column '{ids.Name}' has the id {found}, which stands for null in ToPairs. Use another id.");
        }
    }
}
