using System.Diagnostics.CodeAnalysis;

namespace AutoRec.Interop;

/// <summary>A transformer that <see cref="StoredTransformer"/> saves and loads.</summary>
internal interface IStoredTransformer<TSelf>
    where TSelf : IStoredTransformer<TSelf>
{
    // At most 24 and exactly 8 characters, in every saved model. Never change them.
    static abstract string LoaderSignature { get; }
    static abstract string ModelSignature { get; }

    void Write(BinaryWriter writer);
    static abstract TSelf Read(IHostEnvironment environment, BinaryReader reader);
}

/// <summary>Saves transformers through <c>mlContext.Model</c>.</summary>
internal static class StoredTransformer
{
    // The version of ML.NET's header. Our payload has its own format number.
    private const uint EnvelopeVersion = 0x00010001;

    public static void Save<T>(ModelSaveContext context, T transformer)
        where T : IStoredTransformer<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        context.SetVersionInfo(GetVersionInfo<T>());
        transformer.Write(context.Writer);
    }

    internal static VersionInfo GetVersionInfo<T>()
        where T : IStoredTransformer<T> => new(
            modelSignature: T.ModelSignature,
            verWrittenCur: EnvelopeVersion,
            verReadableCur: EnvelopeVersion,
            verWeCanReadBack: EnvelopeVersion,
            // The simple name, because a full name would not load under an older version.
            loaderAssemblyName: typeof(T).Assembly.GetName().Name,
            loaderSignature: T.LoaderSignature);
}

/// <summary>Loads a transformer. ML.NET calls it by reflection.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Created by ML.NET's component catalog.")]
internal sealed class TransformerLoader<T>
    where T : IStoredTransformer<T>
{
    private static T Create(IHostEnvironment environment, ModelLoadContext context)
    {
        // Exceptions here are plain: ML.NET wraps those marked by its environment twice instead of once.
        context.CheckAtModel(StoredTransformer.GetVersionInfo<T>());
        return T.Read(environment, context.Reader);
    }
}
