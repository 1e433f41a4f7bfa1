using AutoRec.Interop;
using AutoRec.Model;
using AutoRec.Scoring;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace AutoRec;

/// <summary>
/// Scores pairs of a matrix column index (user) and a matrix row index (item) with several AutoRecs at once.
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
/// and needs no libtorch; any number of cursors and prediction engines can use it at once. A score costs what its members' scores cost.
/// ]]></format>
/// </remarks>
public sealed class AutoRecBlendTransformer : PairScoringTransformer<AutoRecBlendModelParameters>, IStoredTransformer<AutoRecBlendTransformer>
{
    internal const string LoaderSignature = "AutoRecBlend";

    internal AutoRecBlendTransformer(AutoRecBlendModelParameters model, string matrixColumnIndexColumnName, string matrixRowIndexColumnName)
        : base(model, matrixColumnIndexColumnName, matrixRowIndexColumnName)
    {
    }

    static string IStoredTransformer<AutoRecBlendTransformer>.LoaderSignature => LoaderSignature;

    static string IStoredTransformer<AutoRecBlendTransformer>.ModelSignature => "AUTORECB";

    void IStoredTransformer<AutoRecBlendTransformer>.Write(BinaryWriter writer) => Write(writer, AutoRecBlendModelFormat.Write);

    static AutoRecBlendTransformer IStoredTransformer<AutoRecBlendTransformer>.Read(IHostEnvironment environment, BinaryReader reader) =>
        Read(reader, AutoRecBlendModelFormat.Read, (model, column, row) => new AutoRecBlendTransformer(model, column, row));

    private protected override void Save(ModelSaveContext context) => StoredTransformer.Save(context, this);

    private protected override IPairScorer Scorer => Model;
}
