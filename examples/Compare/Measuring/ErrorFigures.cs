namespace AutoRec.Examples.Compare;

/// <summary>How far scores are from the ratings.</summary>
internal readonly record struct ErrorFigures(double Rmse, double Mae, double RSquared)
{
    public static ErrorFigures Of(IReadOnlyList<float> labels, IReadOnlyList<float> scores)
    {
        double squares = 0, absolutes = 0, spread = 0;
        var mean = labels.Average(label => (double)label);
        for (var row = 0; row < labels.Count; row++)
        {
            var error = (double)labels[row] - scores[row];
            squares += error * error;
            absolutes += Math.Abs(error);
            spread += (labels[row] - mean) * (labels[row] - mean);
        }

        return new(Math.Sqrt(squares / labels.Count), absolutes / labels.Count, 1 - (squares / spread));
    }

    /// <summary>The scores, with <paramref name="mean"/> in place of those that are not a number.</summary>
    public static float[] Fill(float[] scores, float mean) => Array.ConvertAll(scores, score => float.IsNaN(score) ? mean : score);
}
