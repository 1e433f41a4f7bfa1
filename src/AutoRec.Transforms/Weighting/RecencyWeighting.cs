using AutoRec.DataViews;
using AutoRec.Interop;

namespace AutoRec.Weighting;

/// <summary>The columns of a recency weight, and the half-life.</summary>
internal sealed record RecencyWeighting(string Output, string Time, TimeSpan HalfLife)
{
    /// <summary>The shape of the rows with the weight appended.</summary>
    public SchemaShape Append(SchemaShape input)
    {
        Columns.CheckTime(input, Time, "time");
        var weight = MLNetBorder.ScalarColumn(Output, NumberDataViewType.Single);
        return new SchemaShape(input.Where(column => column.Name != Output).Append(weight));
    }

    /// <summary>2<sup>−age/half-life</sup>, and 1 for a time after the latest. Both times are in seconds.</summary>
    public float Weight(double time, double latest) => (float)double.Exp2(Math.Min(0, time - latest) / HalfLife.TotalSeconds);
}
