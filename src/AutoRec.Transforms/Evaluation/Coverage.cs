using System.Globalization;

namespace AutoRec.Evaluation;

/// <summary>The number of rows of an evaluation, and of those that ML.NET's evaluator skips silently.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="WithoutLabel">The number of rows whose label is NaN.</param>
/// <param name="WithoutScore">The number of other rows whose score is NaN.</param>
internal readonly record struct Coverage(long Rows, long WithoutLabel, long WithoutScore)
{
    /// <summary>Reads the label and the score of every row, in one pass.</summary>
    public static Coverage Read(IDataView scored, string labelColumnName, string scoreColumnName)
    {
        var view = new CoverageView(scored, labelColumnName, scoreColumnName);
        var (label, score) = (scored.Schema[labelColumnName], scored.Schema[scoreColumnName]);
        using var cursor = view.GetRowCursor([label, score]);
        var (labelGetter, scoreGetter) = (cursor.GetGetter<float>(label), cursor.GetGetter<float>(score));
        var value = 0f;
        while (cursor.MoveNext())
        {
            labelGetter(ref value);
            scoreGetter(ref value);
        }

        return view.Coverage;
    }

    /// <summary>Throws if no row has a label and a score, and warns if some rows lack one of them.</summary>
    /// <param name="environment">The receiver of the warnings.</param>
    /// <param name="labelColumnName">The column of ratings.</param>
    /// <param name="scoreColumnName">The column of scores.</param>
    /// <param name="prefix">The beginning of the messages, such as "Fold 0: ".</param>
    /// <exception cref="InvalidOperationException">No row has a label and a score.</exception>
    public void Check(IHostEnvironment environment, string labelColumnName, string scoreColumnName, string prefix = "")
    {
        RequireAScore(labelColumnName, scoreColumnName, prefix);
        if (WithoutLabel == 0 && WithoutScore == 0)
            return;

        using var channel = environment.Register(nameof(Coverage)).Start(nameof(Check));
        WarnIfAny(WithoutScore, "score", scoreColumnName, prefix, channel);
        WarnIfAny(WithoutLabel, "rating", labelColumnName, prefix, channel);
    }

    /// <summary>Throws if no row has a label and a score. ML.NET's evaluator reports an RMSE of 0 then, as for perfect scores.</summary>
    /// <exception cref="InvalidOperationException">No row has a label and a score.</exception>
    public void RequireAScore(string labelColumnName, string scoreColumnName, string prefix = "")
    {
        if (WithoutLabel + WithoutScore < Rows)
            return;

        throw new InvalidOperationException(prefix + this switch
        {
            { Rows: 0 } => $"There is no row to evaluate; expected at least one with '{labelColumnName}' and '{scoreColumnName}'.",
            { WithoutScore: 0 } =>
                $"None of the {Format(Rows)} rows has a rating: every '{labelColumnName}' is NaN. Check the column of ratings.",
            _ => $"None of the {Format(Rows - WithoutLabel)} rated rows has a score: every '{scoreColumnName}' is NaN. With ColdStart.NaN, "
                + "the model has not seen the item or the user of any row in training. Evaluate ratings of known items and users, or "
                + "train with ColdStart.Mean.",
        });
    }

    private void WarnIfAny(long count, string missing, string columnName, string prefix, IChannel channel)
    {
        if (count > 0)
        {
            channel.Warning(
                MessageSensitivity.None,
                $"{prefix}{Format(count)} of {Format(Rows)} rows have no {missing} and do not count: their '{columnName}' is NaN.");
        }
    }

    private static string Format(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
