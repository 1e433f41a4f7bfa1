using System.Globalization;
using System.Reflection;

namespace AutoRec;

/// <summary>
/// The origin of a model: its trainer and options, its training ratings, and how well it predicted validation ratings. A trainer writes it,
/// and the model file keeps it. Immutable.
/// </summary>
/// <example>
/// <code>
/// ModelCard? card = RatingModelFile.LoadCard("autorec.zip");
/// Console.WriteLine(card?.ToString() ?? "an earlier version saved the model, without a card");
/// </code>
/// </example>
public sealed class ModelCard
{
    /// <param name="keys">The keys with ratings.</param>
    /// <param name="itemCounts">The number of ratings of each item index.</param>
    /// <param name="userCounts">The number of ratings of each user index.</param>
    internal ModelCard(MatrixKeys keys, int[] itemCounts, int[] userCounts)
    {
        (Keys, ItemCounts, UserCounts) = (keys, itemCounts, userCounts);
        RatingCount = itemCounts.Sum();
        ItemCount = itemCounts.Count(count => count > 0);
        UserCount = userCounts.Count(count => count > 0);
    }

    /// <summary>The version of AutoRec.MLNet that trained the model, such as "0.1.0".</summary>
    public string PackageVersion { get; internal init; } = CurrentVersion;

    /// <summary>The end of the training, in UTC.</summary>
    public DateTimeOffset TrainedAt { get; internal init; }

    /// <summary>The duration of <c>Fit</c>, with the reading of the ratings.</summary>
    public TimeSpan TrainingTime { get; internal init; }

    /// <summary>The trainer: "AutoRec", "AutoRecBlend", "AutoRecOneClass" or "AutoRecMatrix".</summary>
    public string Trainer { get; internal init; } = "";

    /// <summary>"Sparse" or "Torch"; both for a blend of such members; null for a one-class model, which needs no engine.</summary>
    public string? Engine { get; internal init; }

    /// <summary>The random seed: the option, or the number that the trainer drew.</summary>
    public int Seed { get; internal init; }

    /// <summary>The options, as name and invariant text, without those that were not set and without callbacks.</summary>
    /// <remarks>They give the same model again, with the same <see cref="Seed"/>, <see cref="PackageVersion"/> and ratings.</remarks>
    public IReadOnlyList<(string Name, string Value)> Options { get; internal init; } = [];

    /// <summary>
    /// The number of epochs that made the weights: after a validation, the best number. Null for a blend and a one-class model.
    /// </summary>
    public int? Epochs => Figures.Epochs;

    /// <summary>
    /// The RMSE of the validation ratings after the best epoch; null without validation. For a blend, that of the ratings that weighed its
    /// members.
    /// </summary>
    public double? ValidationRmse => Figures.Validation?.Rmse;

    /// <summary>The number of validation ratings behind <see cref="ValidationRmse"/>; null without validation.</summary>
    public int? ValidationCount => Figures.Validation?.Count;

    /// <summary>The number of training ratings, with those that the trainer held out of them to validate.</summary>
    public int RatingCount { get; }

    /// <summary>The number of items with training ratings.</summary>
    public int ItemCount { get; }

    /// <summary>The number of users with training ratings.</summary>
    public int UserCount { get; }

    internal MatrixKeys Keys { get; }
    internal int[] ItemCounts { get; }
    internal int[] UserCounts { get; }
    internal TrainingFigures Figures { get; init; }

    internal static string CurrentVersion =>
        typeof(ModelCard).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The number of training ratings of an item; 0 for a key outside the model.</summary>
    /// <param name="item">The key of the item, from 0, as in <see cref="IRatingModel"/>.</param>
    public int RatingCountOfItem(int item) => CountOf(ItemCounts, Keys.Items.IndexOf(item));

    /// <summary>The number of training ratings of a user; 0 for a key outside the model.</summary>
    /// <param name="user">The key of the user, from 0, as in <see cref="IRatingModel"/>.</param>
    public int RatingCountOfUser(int user) => CountOf(UserCounts, Keys.Users.IndexOf(user));

    /// <summary>The card in one line, without the options.</summary>
    public override string ToString()
    {
        var culture = CultureInfo.InvariantCulture;
        var engine = Engine is null ? "" : $", engine {Engine}";
        var epochs = Epochs is null ? "" : string.Create(culture, $", {Epochs} epochs");
        var validation = ValidationRmse is null ? "" : string.Create(culture, $", validation RMSE {ValidationRmse:F4}");
        return string.Create(
            culture,
            $"{Trainer} of AutoRec.MLNet {PackageVersion}, trained {TrainedAt:yyyy-MM-dd HH:mm:ss} UTC in {TrainingTime.TotalSeconds:F1} s "
            + $"on {RatingCount} ratings, {UserCount} users × {ItemCount} items{engine}, seed {Seed}{epochs}{validation}");
    }

    private static int CountOf(int[] counts, int index) => (uint)index < (uint)counts.Length ? counts[index] : 0;
}

/// <summary>The figures of a training.</summary>
/// <param name="Epochs">The number of epochs that made the weights; null if there is no single number.</param>
/// <param name="Validation">The RMSE of the validation ratings, and how many these are; null without validation.</param>
internal readonly record struct TrainingFigures(int? Epochs, (double Rmse, int Count)? Validation);
