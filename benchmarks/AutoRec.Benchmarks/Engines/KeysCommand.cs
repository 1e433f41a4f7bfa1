using System.CommandLine;
using System.Globalization;
using AutoRec.Examples;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Benchmarks;

/// <summary>Compares training and scoring with many declared keys, such as hashes, and with keys that all have ratings.</summary>
internal sealed class KeysCommand
{
    private const int DeclaredKeys = 1 << 20; // On each side.
    private const int Epochs = 10;
    private const double TargetRatio = 1 / 1.2;

    private static readonly string[] Notes =
    [
        $"Mapped keys divided by {DeclaredKeys} declared keys of users and of items, most of them without ratings: more than 1 is better "
            + "than mapped keys. The ratings and the scores are the same.",
        $"training: {Epochs} epochs of the default recipe. scoring: all ratings of the training. memory: the bytes that a training "
            + "allocates.",
    ];

    private readonly MLContext _mlContext = new(seed: 1);
    private readonly IDataView _view;
    private readonly AutoRecPredictionTransformer<AutoRecModelParameters> _model;

    private KeysCommand(GeneratedRatings ratings, int users, int items, int declaredUsers, int declaredItems)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.User)].ColumnType = new KeyDataViewType(typeof(uint), declaredUsers);
        schema[nameof(Row.Item)].ColumnType = new KeyDataViewType(typeof(uint), declaredItems);
        var (userGap, itemGap) = (declaredUsers / users, declaredItems / items);
        _view = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, ratings.Count).Select(i => new Row
            {
                User = (uint)((ratings.Users[i] - 1) * userGap),
                Item = (uint)((ratings.Items[i] - 1) * itemGap),
                Label = ratings.Stars[i],
            }).ToArray(),
            schema);

        _model = Train();
        Training = new(() => Train().Model.GlobalMean);
        Scoring = new(() => _model.Transform(_view).GetColumn<float>("Score").Sum(score => (double)score));
    }

    private sealed class Row
    {
        public uint User { get; set; }

        public uint Item { get; set; }

        public float Label { get; set; }
    }

    private Rounds Training { get; }

    private Rounds Scoring { get; }

    public static Command Create(CancellationToken cancellationToken)
    {
        var options = new MeasuringOptions(Shape.MovieLens100K);
        var command = new Command("keys", "Compares many declared keys with mapped keys: training, scoring, memory and file size.");
        options.AddTo(command);
        command.SetAction(result => Run(options.Shape(result), options.Rounds(result), options.Json(result), cancellationToken));
        return command;
    }

    private static void Run(Shape shape, int rounds, string? json, CancellationToken cancellationToken)
    {
        var ratings = RatingGenerator.Generate(shape.Users, shape.Items, shape.Ratings);
        var mapped = new KeysCommand(ratings, shape.Users, shape.Items, shape.Users, shape.Items);
        var declared = new KeysCommand(ratings, shape.Users, shape.Items, DeclaredKeys, DeclaredKeys);
        Rounds.Run(rounds, cancellationToken, mapped.Training, declared.Training, mapped.Scoring, declared.Scoring);
        if (mapped.Scoring.Sum != declared.Scoring.Sum)
            throw new InvalidOperationException($"The scores sum to {mapped.Scoring.Sum} and {declared.Scoring.Sum}; expected the same.");

        var (mappedSize, declaredSize) = (mapped.FileSize(), declared.FileSize());
        Figure[] figures =
        [
            new("training", "×", Ratios(mapped.Training.Seconds, declared.Training.Seconds), TargetRatio),
            new("scoring", "×", Ratios(mapped.Scoring.Seconds, declared.Scoring.Seconds), TargetRatio),
            new("memory", "×", [mapped.TrainingMemory() / declared.TrainingMemory()], TargetRatio),
            new("file", "×", [(double)mappedSize / declaredSize], TargetRatio),
        ];
        FigureReport.Print($"{DeclaredKeys} declared keys a side, ratings of the size of {shape.Name}", figures, Notes);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"training {declared.Training.MedianSeconds:F2} s, file {declaredSize / 1024} KB; mapped {mapped.Training.MedianSeconds:F2} s, "
            + $"{mappedSize / 1024} KB"));
        if (json is not null)
            FigureReport.WriteJson(json, shape, figures, new { MappedSize = mappedSize, DeclaredSize = declaredSize });
    }

    private static double[] Ratios(IEnumerable<double> mapped, IEnumerable<double> declared) => [.. mapped.Zip(declared, (m, d) => m / d)];

    private AutoRecPredictionTransformer<AutoRecModelParameters> Train()
    {
        var options = new AutoRecTrainer.Options
        {
            MatrixColumnIndexColumnName = nameof(Row.User),
            MatrixRowIndexColumnName = nameof(Row.Item),
            Epochs = Epochs,
            Seed = 1,
        };
        return _mlContext.Recommendation().Trainers.AutoRec(options).Fit(_view);
    }

    private double TrainingMemory()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Train();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private long FileSize()
    {
        using var stream = new MemoryStream();
        _mlContext.Model.Save(_model, _view.Schema, stream);
        return stream.Length;
    }
}
