namespace AutoRec.Source.Tests;

/// <summary>The folders of src, in order: each uses only itself and folders above it. docs/architecture.md says what each holds.</summary>
internal static class FolderOrder
{
    public static readonly string[] Declared =
    [
        "AutoRec.Core/Ratings",
        "AutoRec.Core/Model",
        "AutoRec.Core/Choice",
        "AutoRec.Core/FoldIn",
        "AutoRec.Core/Recommending",
        "AutoRec.Core/Saving",
        "AutoRec.Core/Sharding",
        "AutoRec.Core/Options",
        "AutoRec.Core/Checkpoints",
        "AutoRec.Core/Training",
        "AutoRec.Core/Engines/Reference",
        "AutoRec.Core/Engines/Sparse/Kernels",
        "AutoRec.Core/Engines/Sparse",
        "AutoRec.Core/RatingFiles",
        "AutoRec.Transforms/Evaluation",
        "AutoRec.Transforms/Interop",
        "AutoRec.Transforms/Onnx",
        "AutoRec.Transforms/DataViews",
        "AutoRec.Transforms/Pivot",
        "AutoRec.Transforms/Scoring",
        "AutoRec.Transforms/Recommending",
        "AutoRec.Transforms/Downloads",
        "AutoRec.Transforms/Datasets",
        "AutoRec.Transforms/Splitting",
        "AutoRec.Transforms/Weighting",
        "AutoRec.Transforms/Catalog",
        "AutoRec.Estimator/Engines/Torch/Native",
        "AutoRec.Estimator/Engines/Torch",
        "AutoRec.Estimator/Engines",
        "AutoRec.Estimator/Trainers",
        "AutoRec.Estimator/Search",
        "AutoRec.Estimator/Catalog",
        "AutoRec.DataFrames",
        "AutoRec.Mpi",
        "AutoRec.Hosting",
    ];

    /// <summary>A line for each reference to a folder that stands below, and for each folder that is not declared.</summary>
    public static IReadOnlyList<string> Violations(IReadOnlyList<(string Path, string Text)> sources, string[] order)
    {
        var undeclared = sources.Select(source => FolderReferences.FolderOf(source.Path)).Distinct().Except(order)
            .Select(folder => $"{folder}: not in the declared order; add it to FolderOrder");
        var backward = FolderReferences.Find(sources)
            .Where(reference => Array.IndexOf(order, reference.To) > Array.IndexOf(order, reference.From))
            .Select(reference => $"{reference}, which stands below it");
        return [.. undeclared, .. backward];
    }
}
