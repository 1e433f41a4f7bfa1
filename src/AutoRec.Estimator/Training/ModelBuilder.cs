using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>Makes a model of a trained network: the codes of all rows on all of their ratings, and what is said where there are none.</summary>
internal sealed class ModelBuilder(AutoRecVariant variant, RatingPreparation preparation, RatingMatrix ratings, AutoRecOptions options)
{
    private readonly RatingMeans _means = RatingMeans.Of(ratings);

    public AutoRecModelParameters Build(Network network)
    {
        var codes = new float[checked(ratings.RowCount * network.CodeLength)];
        var model = new AutoRecModelParameters(variant, preparation, network, codes, _means, options.ColdStart, options.ClipToLabelRange);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.NumberOfThreads ?? Environment.ProcessorCount };
        Parallel.For(0, ratings.RowCount, parallel, row =>
        {
            if (ratings.CountOf(row) > 0)
                model.Encode(ratings.ColumnsOf(row), ratings.ValuesOf(row), codes.AsSpan(row * network.CodeLength, network.CodeLength));
        });
        return model;
    }
}
