using Microsoft.ML;

// 1. Load the ratings. LoadRatings finds the columns and names them UserId, ItemId and Label.
var mlContext = new MLContext(seed: 1);
var file = args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "ratings.csv");
var ratings = mlContext.Data.LoadRatings(file);
var split = mlContext.Data.TrainTestSplit(ratings, testFraction: 0.1);

// 2. Train: ids become keys, and AutoRec learns from the keys and the ratings.
var pipeline = mlContext.Transforms.Conversion.MapValueToKey("user", "UserId")
    .Append(mlContext.Transforms.Conversion.MapValueToKey("item", "ItemId"))
    .Append(mlContext.Recommendation().Trainers.AutoRec(label: "Label", user: "user", item: "item"));
var model = pipeline.Fit(split.TrainSet);

// 3. Evaluate on the ratings that training did not see.
var metrics = mlContext.Recommendation().Evaluate(model.Transform(split.TestSet));
Console.WriteLine($"RMSE {metrics.RootMeanSquaredError:F2}, R² {metrics.RSquared:F2}");

// 4. Save, and load as any program would that has AutoRec.MLNet.Transforms.
mlContext.Model.Save(model, ratings.Schema, "model.zip");
var loaded = mlContext.Model.Load("model.zip", out _);

// 5. Recommend: three titles that a user has not rated, with the stars that this user would give.
var recommender = mlContext.Model.CreateRecommender<string, string>(loaded, ratings.Schema);
var user = recommender.Users[0];
Console.WriteLine($"For {user}:");
foreach (var (title, _, stars) in recommender.Recommend(user, 3))
    Console.WriteLine($"{stars.Rating:F1}  {title}");
