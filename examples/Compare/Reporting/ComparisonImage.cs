namespace AutoRec.Examples.Compare;

internal static class ComparisonImage
{
    public static void Save(string path, ComparisonTable table, IReadOnlyList<ComparedModel> models) => throw new NotImplementedException();
}
