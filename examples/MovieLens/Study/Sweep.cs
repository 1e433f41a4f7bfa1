using AutoRec.Search;

namespace AutoRec.Examples.MovieLens;

/// <summary>A part of the study that varies one or two options of the default recipe.</summary>
/// <param name="Name">The name in --only and of the files.</param>
/// <param name="Title">The title of the table and the picture.</param>
/// <param name="Settings">The settings.</param>
internal sealed record Sweep(string Name, string Title, IReadOnlyList<SearchSetting<AutoRecTrainer.Options>> Settings)
{
    /// <summary>All sweeps. The first three are the exercises of the AutoRec chapter of Dive into Deep Learning.</summary>
    public static IReadOnlyList<Sweep> All { get; } =
    [
        Of("hidden-units", "Hidden units", space => space
            .Vary("hidden units", (o, width) => o.HiddenLayers = [width], 8, 16, 32, 64, 128, 256, 512, 1024)),
        Of("layers", "Hidden layers", space => space
            .Vary<int[]>("hidden layers", (o, widths) => o.HiddenLayers = widths, [512], [512, 256], [512, 512], [512, 512, 512])),
        Of("activations", "Activations", space => space
            .Vary("encoder", (o, encoder) => o.EncoderActivation = encoder, Enum.GetValues<Activation>())
            .Vary("decoder", (o, decoder) => o.DecoderActivation = decoder, Enum.GetValues<Activation>())),
        Of("masking", "Masking of the inputs", space => space
            .Vary("masking", (o, part) => o.InputMasking = part, 0, 0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9)),
        Of("dropout", "Dropout of hidden units, without masking", space => space
            .Vary("dropout", (o, part) => (o.InputMasking, o.HiddenDropout) = (0, part), 0, 0.05, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9)),
        Of("lambda", "λ", space => space
            .Vary("λ", (o, lambda) => o.Lambda = lambda, 0, 25, 50, 100, 150, 200, 300, 500)),
    ];

    private static Sweep Of(
        string name, string title, Func<SettingSpace<AutoRecTrainer.Options>, SettingSpace<AutoRecTrainer.Options>> vary) =>
        new(name, title, vary(new(() => new())).Grid());
}
