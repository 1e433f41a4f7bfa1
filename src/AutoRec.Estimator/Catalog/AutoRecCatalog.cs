using AutoRec;
using AutoRec.Interop;

namespace Microsoft.ML;

/// <summary>
/// Adds <c>AutoRec</c>, <c>AutoRecBlend</c>, <c>AutoRecOneClass</c> and <c>AutoRecMatrix</c> to
/// <c>mlContext.Recommendation().Trainers</c> and to <c>mlContext.Regression.Trainers</c>.
/// </summary>
public static class AutoRecCatalog
{
    /// <summary>Predicts ratings with an autoencoder. The parameters are those of ML.NET's matrix factorization.</summary>
    /// <param name="trainers"><c>mlContext.Recommendation().Trainers</c> or <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="labelColumnName">The column of ratings, Single.</param>
    /// <param name="matrixColumnIndexColumnName">The key column of the users, the matrix's columns.</param>
    /// <param name="matrixRowIndexColumnName">The key column of the items, the matrix's rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty, or both keys have the same name.</exception>
    /// <example>
    /// <code>
    /// var model = keys.Append(mlContext.Recommendation().Trainers.AutoRec("Label", "user", "item")).Fit(train);
    /// Console.WriteLine($"{mlContext.Regression.Evaluate(model.Transform(test)).RootMeanSquaredError:F2}");
    /// // Expected output:
    /// // 0.87
    /// </code>
    /// </example>
    public static AutoRecTrainer AutoRec(
        this TrainCatalogBase.CatalogInstantiatorBase trainers,
        string labelColumnName,
        string matrixColumnIndexColumnName,
        string matrixRowIndexColumnName) =>
        trainers.AutoRec(label: labelColumnName, user: matrixColumnIndexColumnName, item: matrixRowIndexColumnName, hiddenUnits: null);

    /// <summary>Predicts ratings with an autoencoder. The parameters are the columns and the options worth tuning.</summary>
    /// <param name="trainers"><c>mlContext.Recommendation().Trainers</c> or <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="label">The column of ratings, Single.</param>
    /// <param name="user">The key column of the users.</param>
    /// <param name="item">The key column of the items.</param>
    /// <param name="hiddenUnits">The width of the hidden layer, at least 1. Default: 512.</param>
    /// <param name="lambda">
    /// The penalty on the weights, at least 0: <see cref="AutoRecOptions.Lambda"/>. Default: 130 √(K/512) with K hidden units.
    /// </param>
    /// <param name="epochs">The visits to each row, at least 1: <see cref="AutoRecOptions.Epochs"/>. Default: 60 or more.</param>
    /// <param name="seed">The random seed. Default: drawn from the <c>MLContext</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range, or both keys have the same name.</exception>
    /// <example>
    /// <code>
    /// var trainer = mlContext.Recommendation().Trainers.AutoRec(user: "user", item: "item", hiddenUnits: 128, seed: 1);
    /// var model = keys.Append(trainer).Fit(train);
    /// Console.WriteLine($"{mlContext.Regression.Evaluate(model.Transform(test)).RootMeanSquaredError:F2}");
    /// // Expected output:
    /// // 0.86
    /// </code>
    /// </example>
    public static AutoRecTrainer AutoRec(
        this TrainCatalogBase.CatalogInstantiatorBase trainers,
        string label = "Label",
        string user = "user",
        string item = "item",
        int? hiddenUnits = null,
        double? lambda = null,
        int? epochs = null,
        int? seed = null)
    {
        var options = new AutoRecTrainer.Options
        {
            LabelColumnName = label,
            MatrixColumnIndexColumnName = user,
            MatrixRowIndexColumnName = item,
            Lambda = lambda,
            Epochs = epochs,
            Seed = seed,
        };
        if (hiddenUnits is { } width)
            options.HiddenLayers = [width];
        return trainers.AutoRec(options);
    }

    /// <summary>Predicts ratings with an autoencoder, with all options.</summary>
    /// <param name="trainers"><c>mlContext.Recommendation().Trainers</c> or <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="options">The options; they are copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">No engine can train with these options.</exception>
    /// <example>
    /// <code>
    /// var options = new AutoRecTrainer.Options { MatrixColumnIndexColumnName = "user", MatrixRowIndexColumnName = "item" };
    /// options.Variant = AutoRecVariant.UserBased;
    /// var model = keys.Append(mlContext.Recommendation().Trainers.AutoRec(options)).Fit(train);
    /// Console.WriteLine(model.LastTransformer.Model.Variant);
    /// // Expected output:
    /// // UserBased
    /// </code>
    /// </example>
    public static AutoRecTrainer AutoRec(this TrainCatalogBase.CatalogInstantiatorBase trainers, AutoRecTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(MLNetBorder.GetEnvironment(trainers), options);
    }

    /// <summary>Predicts ratings with four different autoencoders: more accurate than one, at a multiple of its cost.</summary>
    /// <param name="trainers"><c>mlContext.Recommendation().Trainers</c> or <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="label">The column of ratings, Single.</param>
    /// <param name="user">The key column of the users.</param>
    /// <param name="item">The key column of the items.</param>
    /// <param name="seed">The random seed. Default: drawn from the <c>MLContext</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty, or both keys have the same name.</exception>
    /// <example>
    /// <code>
    /// var model = keys.Append(mlContext.Recommendation().Trainers.AutoRecBlend(user: "user", item: "item", seed: 1)).Fit(train);
    /// Console.WriteLine(model.LastTransformer.Model.Members.Count &lt;= 4);
    /// // Expected output:
    /// // True
    /// </code>
    /// </example>
    public static AutoRecBlendTrainer AutoRecBlend(
        this TrainCatalogBase.CatalogInstantiatorBase trainers,
        string label = "Label",
        string user = "user",
        string item = "item",
        int? seed = null) => trainers.AutoRecBlend(new AutoRecBlendTrainer.Options
        {
            LabelColumnName = label,
            MatrixColumnIndexColumnName = user,
            MatrixRowIndexColumnName = item,
            Seed = seed,
        });

    /// <summary>Predicts ratings with several autoencoders, with all options.</summary>
    /// <param name="trainers"><c>mlContext.Recommendation().Trainers</c> or <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="options">The options; they are copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option, or one of a member, is out of its range.</exception>
    /// <exception cref="ArgumentException">No engine can train a member with its options.</exception>
    /// <example>
    /// <code>
    /// var options = new AutoRecBlendTrainer.Options { MatrixColumnIndexColumnName = "user", MatrixRowIndexColumnName = "item" };
    /// options.Members = [new(), new() { Variant = AutoRecVariant.UserBased }];
    /// var model = keys.Append(mlContext.Recommendation().Trainers.AutoRecBlend(options)).Fit(train);
    /// Console.WriteLine(model.LastTransformer.Model.Members.Count &lt;= 2);
    /// // Expected output:
    /// // True
    /// </code>
    /// </example>
    public static AutoRecBlendTrainer AutoRecBlend(
        this TrainCatalogBase.CatalogInstantiatorBase trainers, AutoRecBlendTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(MLNetBorder.GetEnvironment(trainers), options);
    }

    /// <summary>Predicts choices from clicks, purchases or counts, and recommends: for data without ratings.</summary>
    /// <param name="trainers"><c>mlContext.Recommendation().Trainers</c> or <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="label">The column of labels, Single: 1 for each click or purchase, or a count. A larger label counts as more.</param>
    /// <param name="user">The key column of the users.</param>
    /// <param name="item">The key column of the items.</param>
    /// <param name="seed">The random seed. Default: drawn from the <c>MLContext</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A name is empty, or both keys have the same name.</exception>
    /// <example>
    /// <code>
    /// var model = keys.Append(mlContext.Recommendation().Trainers.AutoRecOneClass(user: "user", item: "item", seed: 1)).Fit(train);
    /// var metrics = mlContext.Ranking.EvaluateRecommendations(model, test);
    /// Console.WriteLine(metrics.NormalizedDiscountedCumulativeGain > metrics.MostRated!.NormalizedDiscountedCumulativeGain);
    /// // Expected output:
    /// // True
    /// </code>
    /// </example>
    public static AutoRecOneClassTrainer AutoRecOneClass(
        this TrainCatalogBase.CatalogInstantiatorBase trainers,
        string label = "Label",
        string user = "user",
        string item = "item",
        int? seed = null) => trainers.AutoRecOneClass(new AutoRecOneClassTrainer.Options
        {
            LabelColumnName = label,
            MatrixColumnIndexColumnName = user,
            MatrixRowIndexColumnName = item,
            Seed = seed,
        });

    /// <summary>Predicts choices from clicks, purchases or counts, with all options.</summary>
    /// <param name="trainers"><c>mlContext.Recommendation().Trainers</c> or <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="options">The options; they are copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <example>
    /// <code>
    /// var options = new AutoRecOneClassTrainer.Options { MatrixColumnIndexColumnName = "user", MatrixRowIndexColumnName = "item" };
    /// options.NumberOfThreads = 1;
    /// var model = keys.Append(mlContext.Recommendation().Trainers.AutoRecOneClass(options)).Fit(train);
    /// var recommender = mlContext.Model.CreateRecommender&lt;int, int>(model, train.Schema);
    /// Console.WriteLine(recommender.Recommend([(50, 1)], count: 3).Count);
    /// // Expected output:
    /// // 3
    /// </code>
    /// </example>
    public static AutoRecOneClassTrainer AutoRecOneClass(
        this TrainCatalogBase.CatalogInstantiatorBase trainers, AutoRecOneClassTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(MLNetBorder.GetEnvironment(trainers), options);
    }

    /// <summary>Reconstructs the rows of a pivoted rating matrix with an autoencoder.</summary>
    /// <param name="trainers"><c>mlContext.Recommendation().Trainers</c> or <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="ratingsColumnName">The vectors of known ratings that <c>PivotRatings</c> makes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The name is empty.</exception>
    /// <example>
    /// <code>
    /// var keyed = keys.Fit(train);
    /// var ratings = keyed.Transform(train);
    /// var matrix = mlContext.Transforms.PivotRatings("Ratings", "user", "item").Fit(ratings).Transform(ratings);
    /// var network = mlContext.Recommendation().Trainers.AutoRecMatrix("Ratings").Fit(matrix);
    /// var metrics = mlContext.Regression.EvaluateReconstruction(network, matrix, heldOut: keyed.Transform(test));
    /// Console.WriteLine($"{metrics.RootMeanSquaredError:F2}");
    /// // Expected output:
    /// // 0.87
    /// </code>
    /// </example>
    public static AutoRecMatrixTrainer AutoRecMatrix(this TrainCatalogBase.CatalogInstantiatorBase trainers, string ratingsColumnName) =>
        trainers.AutoRecMatrix(new AutoRecMatrixTrainer.Options { RatingsColumnName = ratingsColumnName });

    /// <summary>Reconstructs the rows of a pivoted rating matrix with an autoencoder, with all options.</summary>
    /// <param name="trainers"><c>mlContext.Recommendation().Trainers</c> or <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="options">The options; they are copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">No engine can train with these options.</exception>
    /// <example>
    /// <code>
    /// var options = new AutoRecMatrixTrainer.Options { RatingsColumnName = "Ratings", HiddenLayers = [64], Epochs = 20 };
    /// var trainer = mlContext.Recommendation().Trainers.AutoRecMatrix(options);
    /// var ratings = keys.Fit(train).Transform(train);
    /// var matrix = mlContext.Transforms.PivotRatings("Ratings", "user", "item").Fit(ratings).Transform(ratings);
    /// Console.WriteLine(string.Join(", ", trainer.Fit(matrix).Model.HiddenLayers));
    /// // Expected output:
    /// // 64
    /// </code>
    /// </example>
    public static AutoRecMatrixTrainer AutoRecMatrix(
        this TrainCatalogBase.CatalogInstantiatorBase trainers, AutoRecMatrixTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(MLNetBorder.GetEnvironment(trainers), options);
    }
}
