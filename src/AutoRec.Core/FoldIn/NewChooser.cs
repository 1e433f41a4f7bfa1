using AutoRec.Choice;
using AutoRec.Model;

namespace AutoRec.FoldIn;

/// <summary>
/// A user of a one-class model. The score of item j is linear in x, (1 + α) · grade of each known item, so it splits exactly.
/// </summary>
/// <remarks>
/// The code is w = A⁻¹ b with b = Σ x<sub>a</sub> v<sub>a</sub>, so item a adds x<sub>a</sub> v<sub>a</sub>ᵀ A⁻¹ v<sub>j</sub>.
/// </remarks>
internal sealed class NewChooser : Newcomer
{
    private readonly OneClassModelParameters _model;
    private readonly KnownRatings _known;
    private readonly Lazy<float[]> _code;

    public NewChooser(OneClassModelParameters model, KnownRatings known)
    {
        (_model, _known) = (model, known);
        _code = new(() => known.Count == 0 ? [] : Choice.Encode(known.Positions, known.Ratings));
    }

    /// <summary>The code of the choice model; empty without known ratings.</summary>
    public float[] Code => _code.Value;

    private ChoiceModel Choice => _model.Choice;

    public override float Score(int other) =>
        !_model.HasItem(other) ? 0
        : _known.Count > 0 ? Choice.Score(Code, other)
        : Choice.Popularity(other);

    public override double Variance(int other) => 0;

    public override double Explain(int other, Span<double> parts)
    {
        parts.Clear();
        if (!_model.HasItem(other) || _known.Count == 0)
            return Score(other);

        var solved = new double[Choice.FactorCount];
        TensorPrimitives.ConvertChecked<float, double>(Choice.Factor(other), solved);
        Choice.SystemOf(_known.Positions, _known.Ratings, new double[solved.Length]).Solve(solved);
        var factor = new double[Choice.FactorCount];
        for (var a = 0; a < parts.Length; a++)
        {
            TensorPrimitives.ConvertChecked<float, double>(Choice.Factor(_known.Positions[a]), factor);
            parts[a] = Choice.Weight(_known.Ratings[a]) * TensorPrimitives.Dot<double>(factor, solved);
        }

        return 0;
    }
}
