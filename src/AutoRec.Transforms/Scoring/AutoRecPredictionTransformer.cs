using AutoRec.Interop;
using AutoRec.Model;
using AutoRec.Scoring;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace AutoRec;

/// <summary>
/// Scores pairs of a matrix column index (user) and a matrix row index (item) with a trained AutoRec.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// | Column | Type | Description |
/// | -- | -- | -- |
/// | `MatrixColumnIndexColumnName` | key | read: the user, with the key mapping of training |
/// | `MatrixRowIndexColumnName` | key | read: the item, likewise |
/// | `Score` | `Single` | appended: the predicted rating, in the label's units |
///
/// A missing key, and one without training ratings, is scored by `Model.ColdStart`. The transformer is stateless, holds no native memory
/// and needs no libtorch; any number of cursors and prediction engines can use it at once.
/// ]]></format>
/// </remarks>
public sealed class AutoRecPredictionTransformer : PairScoringTransformer<AutoRecModelParameters>, IStoredTransformer<AutoRecPredictionTransformer>
{
    internal const string LoaderSignature = "AutoRecPrediction";

    internal AutoRecPredictionTransformer(AutoRecModelParameters model, string matrixColumnIndexColumnName, string matrixRowIndexColumnName)
        : base(model, matrixColumnIndexColumnName, matrixRowIndexColumnName)
    {
    }

    static string IStoredTransformer<AutoRecPredictionTransformer>.LoaderSignature => LoaderSignature;

    static string IStoredTransformer<AutoRecPredictionTransformer>.ModelSignature => "AUTOREC ";

    void IStoredTransformer<AutoRecPredictionTransformer>.Write(BinaryWriter writer) => Write(writer, AutoRecModelFormat.Write);

    static AutoRecPredictionTransformer IStoredTransformer<AutoRecPredictionTransformer>.Read(IHostEnvironment environment, BinaryReader reader) =>
        Read(reader, AutoRecModelFormat.Read, (model, column, row) => new AutoRecPredictionTransformer(model, column, row));

    private protected override void Save(ModelSaveContext context) => StoredTransformer.Save(context, this);

    private protected override IPairScorer Scorer => Model;
}
