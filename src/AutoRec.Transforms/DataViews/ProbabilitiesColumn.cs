using System.Globalization;
using AutoRec.Interop;
using AutoRec.Recommending;

namespace AutoRec.DataViews;

/// <summary>The output column of the probability of each rating level.</summary>
internal static class ProbabilitiesColumn
{
    /// <summary>The column, whose slot names are the levels.</summary>
    public static DataViewSchema.DetachedColumn Create(LevelModel model)
    {
        var levels = model.Levels;
        var names = levels.Values.Select(level => level.ToString(CultureInfo.InvariantCulture).AsMemory()).ToArray();
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add<VBuffer<ReadOnlyMemory<char>>>(
            KeyNames.SlotAnnotation,
            new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> slots) => slots = new(names.Length, names));
        return new(model.ColumnName, new VectorDataViewType(NumberDataViewType.Single, levels.Count), annotations.ToAnnotations());
    }

    /// <summary>The shape of the column before training.</summary>
    public static SchemaShape.Column Shape(string name) => MLNetBorder.VectorColumn(
        name, NumberDataViewType.Single, new SchemaShape([MLNetBorder.VectorColumn(KeyNames.SlotAnnotation, TextDataViewType.Instance)]));
}
