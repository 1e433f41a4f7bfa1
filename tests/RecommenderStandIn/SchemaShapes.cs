namespace Microsoft.ML;

/// <summary>
/// No part of the package's shape: lets a test ask an estimator what it promises of a view, which ML.NET keeps to
/// itself.
/// </summary>
public static class SchemaShapes
{
    public static SchemaShape PromisedOf(IEstimator<ITransformer> estimator, IDataView input) =>
        estimator.GetOutputSchema(SchemaShape.Create(input.Schema));
}
