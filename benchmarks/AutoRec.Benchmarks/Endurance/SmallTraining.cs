using AutoRec.Examples;
using Microsoft.ML;

namespace AutoRec.Benchmarks;

/// <summary>Trainings of all models on few generated ratings.</summary>
/// <param name="Kind">The kind of the model, one of <see cref="Kinds"/>.</param>
/// <param name="Ratings">The number of ratings.</param>
/// <param name="Epochs">The number of epochs.</param>
internal sealed record SmallTraining(string Kind, int Ratings = 900, int Epochs = 4)
{
    public static readonly string[] Kinds = ["item-based", "user-based", "blend", "one-class"];

    private const int Users = 60;
    private const int Items = 40;

    public CancellationToken Cancellation { get; init; }

    /// <summary>The folder of the checkpoints, written after each epoch; null for none.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>Receives the lines of the log.</summary>
    public Action<string> Log { get; init; } = _ => { };

    /// <summary>Trains, and returns the pipeline and the ratings.</summary>
    public (ITransformer Model, IDataView Ratings) Fit()
    {
        var mlContext = new MLContext(seed: 1);
        mlContext.Log += (_, line) => Log(line.RawMessage);
        var view = LoadRatings(mlContext);
        return (Pipeline.CreateKeys(mlContext).Append(CreateTrainer(mlContext)).Fit(view), view);
    }

    /// <summary>Trains and saves the model.</summary>
    public void FitTo(string path) => AtomicFile.Write(path, file => Save(file, Fit()));

    /// <summary>The digest of a trained model.</summary>
    public string FitToDigest()
    {
        var path = Path.GetTempFileName();
        try
        {
            Save(path, Fit());
            return ModelDigest.OfFile(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static void Save(string path, (ITransformer Model, IDataView Ratings) trained) =>
        new MLContext().Model.Save(trained.Model, trained.Ratings.Schema, path);

    /// <summary>The ratings of the training.</summary>
    public IDataView LoadRatings(MLContext mlContext)
    {
        var generated = RatingGenerator.Generate(Users, Items, Ratings, seed: 5);
        return mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, generated.Count).Select(n => new MovieLensRating
        {
            UserId = generated.Users[n],
            ItemId = generated.Items[n],
            Label = generated.Stars[n],
        }).ToArray());
    }

    private IEstimator<ITransformer> CreateTrainer(MLContext mlContext) => Kind switch
    {
        "blend" => Pipeline.CreateTrainer(mlContext, new AutoRecBlendTrainer.Options
        {
            Members = [Options(AutoRecVariant.ItemBased, isMember: true), Options(AutoRecVariant.UserBased, isMember: true)],
            Seed = 1,
            CancellationToken = Cancellation,
            CheckpointFolder = Checkpoints,
            CheckpointEpochs = Checkpoints is null ? null : 1,
        }),
        "one-class" => mlContext.Recommendation().Trainers.AutoRecOneClass(new AutoRecOneClassTrainer.Options
        {
            MatrixColumnIndexColumnName = Pipeline.User,
            MatrixRowIndexColumnName = Pipeline.Item,
            Seed = 1,
            CancellationToken = Cancellation,
        }),
        _ => Pipeline.CreateTrainer(
            mlContext, Options(Kind == "user-based" ? AutoRecVariant.UserBased : AutoRecVariant.ItemBased, isMember: false)),
    };

    private AutoRecTrainer.Options Options(AutoRecVariant variant, bool isMember) => new()
    {
        Variant = variant,
        HiddenLayers = [16],
        Epochs = Epochs,
        BatchSize = 16,
        Seed = 1,
        CancellationToken = Cancellation,
        CheckpointFolder = isMember ? null : Checkpoints,
        CheckpointEpochs = isMember || Checkpoints is null ? null : 1,
    };
}
