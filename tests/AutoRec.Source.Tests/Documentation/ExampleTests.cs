using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AutoRec.Source.Tests;

/// <summary>The examples in the XML documentation of the catalogs' methods, compiled and run as printed.</summary>
[TestClass]
public sealed partial class ExampleTests
{
    private const string Usings = """
        using AutoRec;
        using AutoRec.DataFrames;
        using AutoRec.Search;
        using Microsoft.Data.Analysis;
        using Microsoft.ML;
        using Microsoft.ML.Data;
        using static Given;

        """;

    // Members of a class, so that an example may have locals of these names.
    private const string Given = """
        using AutoRec;
        using Microsoft.ML;
        using Microsoft.ML.Data;

        public static class Given
        {
            public static readonly MLContext mlContext = new(seed: 1);

            public static readonly IEstimator<ITransformer> keys = mlContext.Transforms.Conversion.MapValueToKey("user", "UserId")
                .Append(mlContext.Transforms.Conversion.MapValueToKey("item", "ItemId"));

            private static readonly DataOperationsCatalog.TrainTestData Split =
                mlContext.Data.TrainTestSplit(mlContext.Data.LoadMovieLens("ml-100k/u.data"), testFraction: 0.1, seed: 1);

            public static IDataView train => Split.TrainSet;

            public static IDataView test => Split.TestSet;

            public static ITransformer model => keys.Append(mlContext.Recommendation().Trainers.AutoRec()).Fit(train);
        }
        """;

    public static IEnumerable<object[]> CatalogMethods =>
        from assembly in (string[])["AutoRec.Transforms", "AutoRec.Estimator", "AutoRec.DataFrames"]
        from member in XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{assembly}.xml")).Descendants("member")
        let name = member.Attribute("name")!.Value
        where IsCatalogMethod(Assembly.Load(assembly), CatalogMethod().Match(name))
        select new object[] { name, member.Element("example")?.Element("code")?.Value ?? "" };

    [TestMethod]
    [DynamicData(nameof(CatalogMethods), DynamicDataDisplayName = nameof(NameOf))]
    public void Example_OfACatalogMethod_PrintsItsExpectedOutput(string method, string code)
    {
        Assert.AreNotEqual("", code, $"{method} has no example.");
        string[] lines = [.. code.TrimEnd().Trim('\n').Split('\n')];
        var indent = lines.Where(line => line.Trim() != "").Min(line => line.Length - line.TrimStart().Length);
        lines = [.. lines.Select(line => line.Length < indent ? "" : line[indent..].TrimEnd())];
        var start = Array.IndexOf(lines, "// Expected output:");
        Assert.IsGreaterThan(0, start, $"{method}: the example says no expected output.");
        var expected = string.Join('\n', lines[(start + 1)..].Select(line => line.TrimStart('/', ' ')));

        using var folder = new RatingsFolder();
        var output = ProgramRun.Output(folder.Path, Given, Usings + string.Join('\n', lines));
        Assert.AreEqual(expected, string.Join('\n', output.Split('\n').Select(line => line.Trim())), method);
    }

    public static string NameOf(MethodInfo method, object[] data) => $"{method.Name} ({data[0]})";

    private static bool IsCatalogMethod(Assembly assembly, Match name) =>
        name.Success
        && assembly.GetType(name.Groups["type"].Value) is { IsPublic: true } type
        && type.GetMember(name.Groups["method"].Value).Length > 0;

    [GeneratedRegex(@"^M:(?<type>(Microsoft\.ML|AutoRec)\.\w*Catalog|AutoRec\.DataFrames\.\w+)\.(?<method>\w+)[(`]")]
    private static partial Regex CatalogMethod();
}
