using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>Times → weights. The numbers of the items serve as times, in seconds.</summary>
[TestClass]
public sealed class RecencyWeightTransformerTests : TransformerContract
{
    private static readonly TimeSpan HalfLife = TimeSpan.FromSeconds(30);

    protected override string OutputColumn => "Weight";

    protected override string LoaderSignature => RecencyWeightTransformer.LoaderSignature;

    protected override ITransformer CreateTransformer() => CreateEstimator("ItemId").Fit(CreateInput());

    protected override IDataView CreateInput() => MLContext.Data.Cache(RawRatings);

    protected override ITransformer CreateChain() => SmallRatings.KeyMapping(MLContext).Append(CreateEstimator("ItemId")).Fit(RawRatings);

    protected override SchemaShape Promise(SchemaShape input) => CreateEstimator("ItemId").GetOutputSchema(input);

    protected override IEnumerable<BadInput> CreateBadInputs()
    {
        var input = CreateInput();
        yield return new(Apply(input, MLContext.Transforms.DropColumns("ItemId")), "no time column 'ItemId'", "'UserId'");
        yield return new(
            Apply(input, MLContext.Transforms.CopyColumns("ItemId", "UserId")), "time column 'ItemId'", "String", "expected Int32");
    }

    [TestMethod]
    public void Fit_InputOfTheWrongShape_SaysWhatWasFoundAndExpected()
    {
        foreach (var bad in CreateBadInputs())
        {
            bad.AssertRefused(input => CreateEstimator("ItemId").Fit(input));
            bad.AssertRefused(input => CreateEstimator("ItemId").GetOutputSchema(Shapes.Of(input.Schema)));
        }
    }

    [TestMethod]
    [DataRow("Int32")]
    [DataRow("Int64")]
    [DataRow("Single")]
    [DataRow("Double")]
    [DataRow("Date")]
    [DataRow("Offset")]
    public void Transform_TimesOfAnyType_HalvesTheWeightInEachHalfLife(string column) => Assert.AreSequenceEqual(
        [0.25f, 1, 0.5f], Weights(CreateEstimator(column).Fit(Load(40, 100, 70)).Transform(Load(40, 100, 70))));

    [TestMethod]
    public void Transform_TimesAfterTheFit_HaveWeightOne() =>
        Assert.AreSequenceEqual([1f, 0.5f, 1], Weights(CreateEstimator("Int64").Fit(Load(40, 100)).Transform(Load(101, 70, 9999))));

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void Fit_TimeThatIsNotFinite_SaysWhere(float time)
    {
        var rows = MLContext.Data.LoadFromEnumerable<Times>([new() { Single = 1 }, new() { Single = time }]);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => CreateEstimator("Single").Fit(rows));
        Assert.Contains(FormattableString.Invariant($"The time in column 'Single', row 1, is {time}; expected a number"), error.Message);
    }

    [TestMethod]
    public void Fit_NoRow_SaysSo() => Assert.Contains(
        "There is no row", Assert.ThrowsExactly<InvalidOperationException>(() => CreateEstimator("Int32").Fit(Load())).Message);

    [TestMethod]
    public void RecencyWeight_HalfLifeOfZero_IsRefused() => Assert.Contains(
        "half-life must be greater than 0",
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => MLContext.Transforms.RecencyWeight("W", "T", TimeSpan.Zero)).Message);

    private RecencyWeightEstimator CreateEstimator(string time) => MLContext.Transforms.RecencyWeight("Weight", time, HalfLife);

    private IDataView Load(params int[] seconds) => MLContext.Data.LoadFromEnumerable(Array.ConvertAll(seconds, time => new Times
    {
        Int32 = time,
        Int64 = time,
        Single = time,
        Double = time,
        Date = DateTime.UnixEpoch.AddSeconds(time),
        Offset = new DateTimeOffset(DateTime.UnixEpoch.AddSeconds(time)).ToOffset(TimeSpan.FromHours(time % 3)),
    }));

    private static float[] Weights(IDataView view) => [.. view.GetColumn<float>("Weight")];

    private static IDataView Apply(IDataView input, IEstimator<ITransformer> estimator) => estimator.Fit(input).Transform(input);

    internal sealed class Times
    {
        public int Int32 { get; set; }
        public long Int64 { get; set; }
        public float Single { get; set; }
        public double Double { get; set; }
        public DateTime Date { get; set; }
        public DateTimeOffset Offset { get; set; }
    }
}
