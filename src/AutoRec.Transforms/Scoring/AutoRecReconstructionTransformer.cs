using System.Runtime.InteropServices;
using AutoRec.Interop;
using AutoRec.Model;
using AutoRec.Ratings;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace AutoRec;

/// <summary>
/// Reconstructs whole rows of the rating matrix with a trained AutoRec: a vector of the ratings that are known becomes a vector of all.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// | Column | Type | Description |
/// | -- | -- | -- |
/// | `RatingsColumnName` | vector of `Single` of length C | read: the known ratings, zero where there is none |
/// | `Score` | vector of `Single` of length C | appended: all ratings, in the label's units |
///
/// The row need not have been there in training. Columns without training ratings, and rows without any rating, are scored by
/// `Model.ColdStart`. The transformer is stateless, holds no native memory and needs no libtorch.
/// ]]></format>
/// </remarks>
public sealed class AutoRecReconstructionTransformer : ScoringTransformer<AutoRecModelParameters>, IStoredTransformer<AutoRecReconstructionTransformer>
{
    internal const string LoaderSignature = "AutoRecReconstruction";

    internal AutoRecReconstructionTransformer(AutoRecModelParameters model, string ratingsColumnName)
        : base(model) => RatingsColumnName = ratingsColumnName;

    /// <summary>The column of known ratings.</summary>
    public string RatingsColumnName { get; }

    static string IStoredTransformer<AutoRecReconstructionTransformer>.LoaderSignature => LoaderSignature;

    static string IStoredTransformer<AutoRecReconstructionTransformer>.ModelSignature => "AUTORECV";

    void IStoredTransformer<AutoRecReconstructionTransformer>.Write(BinaryWriter writer) => ModelPayload.Write(writer, content =>
    {
        content.Write(RatingsColumnName);
        AutoRecModelFormat.Write(content, Model);
    });

    static AutoRecReconstructionTransformer IStoredTransformer<AutoRecReconstructionTransformer>.Read(IHostEnvironment environment, BinaryReader reader) =>
        ModelPayload.Read(reader, (content, format) =>
        {
            var ratings = content.ReadString();
            return new AutoRecReconstructionTransformer(AutoRecModelFormat.Read(content, format), ratings);
        });

    private protected override void Save(ModelSaveContext context) => StoredTransformer.Save(context, this);

    private protected override Scoring.AppendingRowMapper Bind(DataViewSchema inputSchema)
    {
        var (column, length) = Columns.FindVector(inputSchema, RatingsColumnName, "ratings");
        return length == Model.ColumnCount
            ? new Mapper(Model, inputSchema, column)
            : throw new ArgumentOutOfRangeException(
                paramName: null,
                $"The ratings column '{RatingsColumnName}' has {length} slots; the model was trained with {Model.ColumnCount}. Pivot with the key mapping that was fitted for training.");
    }

    private sealed class Mapper(AutoRecModelParameters model, DataViewSchema input, DataViewSchema.Column ratings)
        : Scoring.AppendingRowMapper(input, Appended(model, input, ratings))
    {
        private readonly AutoRecModelParameters _model = model;
        private readonly DataViewSchema.Column _ratings = ratings;

        protected override IEnumerable<DataViewSchema.Column> Needed => [_ratings];

        protected override Delegate CreateGetter(DataViewRow input)
        {
            var getter = input.GetGetter<VBuffer<float>>(_ratings);
            VBuffer<float> known = default;
            List<int> columns = [];
            List<float> values = [];
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> score) =>
            {
                getter(ref known);
                columns.Clear();
                values.Clear();
                RatingVector.Read(known, columns, values);
                Reconstruct(_model, CollectionsMarshal.AsSpan(columns), CollectionsMarshal.AsSpan(values), ref score);
            });
        }

        private static DataViewSchema.DetachedColumn Appended(AutoRecModelParameters model, DataViewSchema input, DataViewSchema.Column ratings)
        {
            var type = new VectorDataViewType(NumberDataViewType.Single, model.ColumnCount);
            var annotations = Scoring.ScoreColumn.Annotate(input, "MultiOutputRegression");
            annotations.AddRatingVector(ratings);
            annotations.AddText(RatingVectorAnnotations.Known, ratings.Name);
            annotations.AddPrimitiveValue(RatingVectorAnnotations.Unknown, NumberDataViewType.Single, model.Score(-1, -1));
            annotations.AddPrimitiveValue(RatingVectorAnnotations.MeanDamping, NumberDataViewType.Single, model.Means.Damping);
            annotations.Add(RatingVectorAnnotations.EmptyRow, type, (ref VBuffer<float> value) => Reconstruct(model, [], [], ref value));
            return new(Scoring.ScoreColumn.Name, type, annotations.ToAnnotations());
        }

        private static void Reconstruct(AutoRecModelParameters model, ReadOnlySpan<int> columns, ReadOnlySpan<float> ratings, ref VBuffer<float> score)
        {
            var editor = VBufferEditor.Create(ref score, model.ColumnCount);
            model.Reconstruct(columns, ratings, editor.Values);
            score = editor.Commit();
        }
    }
}
