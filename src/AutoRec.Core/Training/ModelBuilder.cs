using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>Builds a model from a trained network: the codes of all rows, and the means for the cold-start rule.</summary>
internal sealed class ModelBuilder(
    AutoRecVariant variant, TrainingSet set, RatingMatrix ratings, AutoRecOptions options, double lambda)
{
    private readonly RatingMeans _means = RatingMeans.Of(ratings);

    public AutoRecModelParameters Build(Network network)
    {
        var codes = new float[checked(ratings.RowCount * network.CodeLength)];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.NumberOfThreads ?? Environment.ProcessorCount };
        Parallel.ForEach(set.Rows, parallel, row =>
        {
            var inputs = set.Inputs.AsSpan(set.RowPointers[row]..set.RowPointers[row + 1]);
            network.Encode(ratings.ColumnsOf(row), inputs, codes.AsSpan(row * network.CodeLength, network.CodeLength));
        });
        return new(variant, set.Preparation, network, codes, _means, options.ColdStart, options.ClipToLabelRange, (float)lambda);
    }
}
