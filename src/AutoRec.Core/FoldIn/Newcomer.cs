using System.Diagnostics;
using AutoRec.Model;

namespace AutoRec.FoldIn;

/// <summary>An encoded row of the training: its code, bias and mean.</summary>
internal delegate EncodedRow EncodedRows(int row);

/// <summary>
/// A user or an item that scores from ratings given now: new, or known with other ratings than in training. Immutable. A newcomer faces the
/// <i>other side</i> of the matrix: a user faces items, and an item faces users.
/// </summary>
internal abstract class Newcomer
{
    /// <summary>The predicted rating, in label units, clipped if the model clips, with the model's cold-start rule.</summary>
    /// <param name="other">The 0-based index on the other side.</param>
    public abstract float Score(int other);

    /// <summary>
    /// The uncertainty that few ratings leave in a score, as a multiple of the noise variance; 0 where no closed form exists.
    /// </summary>
    public abstract double Variance(int other);

    /// <summary>
    /// Splits a score into a base and one part for each known rating, in label units: base + Σ parts is the score before it is clipped.
    /// </summary>
    /// <param name="other">The 0-based index on the other side.</param>
    /// <param name="parts">The result: a part for each of the <see cref="KnownRatings"/>.</param>
    /// <returns>The base: the score without ratings.</returns>
    public abstract double Explain(int other, Span<double> parts);

    /// <summary>Folds in a newcomer of the given side.</summary>
    /// <param name="model">The model.</param>
    /// <param name="isUser">Whether the newcomer is a user.</param>
    /// <param name="known">The newcomer's ratings.</param>
    /// <param name="rows">The encoded rows that a new column faces, for each single model; null for those of training.</param>
    /// <exception cref="InvalidOperationException">The model is of an old format without λ.</exception>
    /// <exception cref="NotSupportedException">The model is a one-class model and the newcomer an item, or a foreign model.</exception>
    public static Newcomer Create(
        IRatingModel model, bool isUser, KnownRatings known, Func<AutoRecModelParameters, EncodedRows>? rows = null)
    {
        Debug.Assert(model is not IKeyedModel { Keys: not null }, "A newcomer takes indices, so its model must too.");
        return model switch
        {
            AutoRecModelParameters one when (one.Variant == AutoRecVariant.UserBased) == isUser => new NewRow(one, known),
            AutoRecModelParameters one => new NewColumn(one, known, rows?.Invoke(one) ?? one.Row),
            AutoRecBlendModelParameters blend => new NewBlend(blend, [.. blend.Members.Select(FoldIn)], isUser, known),
            OneClassModelParameters oneClass when isUser => new NewChooser(oneClass, known),
            OneClassModelParameters => throw new NotSupportedException(
                "A one-class model folds in users only; train AutoRec for items."),
            _ => throw new NotSupportedException($"{model.GetType()} cannot fold in; expected a model of an AutoRec trainer."),
        };

        Newcomer FoldIn(AutoRecModelParameters member) => Create(member, isUser, known, rows);
    }

    /// <summary>Explains the fallback score: a newcomer's damped mean is linear in the ratings.</summary>
    private protected static double ExplainColdScore(AutoRecModelParameters model, float score, KnownRatings known, Span<double> parts)
    {
        var means = model.Means;
        var isMean = known.Count > 0 && score == means.OfRow(known.Ratings);
        for (var a = 0; a < parts.Length; a++)
            parts[a] = isMean ? (known.Ratings[a] - (double)means.Global) / (known.Count + means.Damping) : 0;
        return score - TensorPrimitives.Sum<double>(parts);
    }
}
