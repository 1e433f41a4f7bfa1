using System.Diagnostics.CodeAnalysis;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace AutoRec.Interop;

/// <summary>A transformer that ML.NET's model files can hold: <see cref="StoredTransformer"/> does the rest.</summary>
internal interface IStoredTransformer<TSelf>
    where TSelf : IStoredTransformer<TSelf>
{
    /// <summary>The name by which a model file finds the loader; at most 24 characters; never to be changed.</summary>
    static abstract string LoaderSignature { get; }

    /// <summary>Exactly eight characters at the head of the model; never to be changed.</summary>
    static abstract string ModelSignature { get; }

    void Write(BinaryWriter writer);

    static abstract TSelf Read(IHostEnvironment environment, BinaryReader reader);
}

/// <summary>Saving and loading through <c>mlContext.Model</c>, once for all transformers.</summary>
internal static class StoredTransformer
{
    // ML.NET's own version of the envelope; what our payload looks like is told by the format number in the payload.
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
            // The simple name: with the full one a model saved by a newer version would not load under an older one.
            loaderAssemblyName: typeof(T).Assembly.GetName().Name,
            loaderSignature: T.LoaderSignature);
}

/// <summary>What ML.NET calls, by reflection, for a model file that names <typeparamref name="T"/>'s loader.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Created by ML.NET's component catalog.")]
internal sealed class TransformerLoader<T>
    where T : IStoredTransformer<T>
{
    private static T Create(IHostEnvironment environment, ModelLoadContext context)
    {
        // An exception reaches the user inside a TargetInvocationException. One that ML.NET's environment has marked would be wrapped
        // once more, in "Error during class instantiation".
        context.CheckAtModel(StoredTransformer.GetVersionInfo<T>());
        return T.Read(environment, context.Reader);
    }
}
