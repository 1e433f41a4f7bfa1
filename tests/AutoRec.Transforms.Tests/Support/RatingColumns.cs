using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>Inputs in which one of the columns user, item and Label is wrong.</summary>
internal static class RatingColumns
{
    private const ulong Huge = 1ul << 31;

    /// <summary>All inputs.</summary>
    public static IEnumerable<BadInput> BadInputs(MLContext mlContext) =>
    [
        .. BadColumns(mlContext),
        new(HashedUsers(mlContext), "matrix column index column 'user'", "2147483648 values", "expected 1 to"),
        new(
            KeyedRatings.Load<ulong>(mlContext, [(1, 1, 3)], rowCount: ulong.MaxValue, columnCount: 3),
            "matrix row index column 'item'", $"{ulong.MaxValue} values", "expected 1 to"),
    ];

    /// <summary>Inputs with a missing column or a column of another type, which the shape of the schema shows.</summary>
    public static IEnumerable<BadInput> BadColumns(MLContext mlContext)
    {
        var transforms = mlContext.Transforms;
        yield return Changed(transforms.DropColumns("user"), "no matrix column index column 'user'", "'UserId'", "'item'", "'Label'");
        yield return Changed(transforms.DropColumns("item"), "no matrix row index column 'item'");
        yield return Changed(transforms.DropColumns("Label"), "no label column 'Label'");
        yield return Changed(
            transforms.CopyColumns("user", "Label"), "matrix column index column 'user'", "Single", "expected a key", "MapValueToKey");
        yield return Changed(transforms.CopyColumns("item", "ItemId"), "matrix row index column 'item'", "Int32", "expected a key");
        yield return Changed(
            transforms.Conversion.ConvertType("Label", outputKind: DataKind.Double),
            "label column 'Label'",
            "Double",
            "expected Single",
            "ConvertType");

        BadInput Changed(IEstimator<ITransformer> change, params string[] says)
        {
            var good = SmallRatings.LoadKeyed(mlContext, SmallRatings.Train);
            return new(change.Fit(good).Transform(good), says);
        }
    }

    /// <summary>An input of a key mapping with fewer items than in training.</summary>
    public static BadInput KeyedByFewItems(MLContext mlContext)
    {
        var few = SmallRatings.Load(mlContext, SmallRatings.All.Where(r => r.ItemId < SmallRatings.ItemId(5)));
        return new(SmallRatings.KeyMapping(mlContext).Fit(few).Transform(few), "matrix row index column 'item'", "has 5 keys", "with 30");
    }

    private static IDataView HashedUsers(MLContext mlContext)
    {
        var good = SmallRatings.LoadKeyed(mlContext, SmallRatings.Train);
        var hashed = mlContext.Transforms.Conversion.Hash("user", "UserId", numberOfBits: 31).Fit(good).Transform(good);
        return ((KeyDataViewType)hashed.Schema["user"].Type).Count == Huge
            ? hashed
            : throw new NotSupportedException("Hash does not give a key of 2^31 values.");
    }
}
