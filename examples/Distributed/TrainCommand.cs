using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace AutoRec.Examples.Distributed;

/// <summary>Trains with the processes that mpirun started. Rank 0 prints the results and saves the model.</summary>
internal static class TrainCommand
{
    public static void Run(AutoRecTrainer.Options options, string data, string? save, int shards)
    {
        // 1. Join the other processes. Every rank runs this same program.
        using var ranks = MpiGroup.Join(shards);
        Print($"rank {ranks.Rank}: process {Environment.ProcessId}");
        var mlContext = new MLContext(seed: 1);
        if (ranks.Rank == 0)
        {
            mlContext.Log += (_, message) =>
            {
                var isOfTrainer = message.Source.StartsWith("AutoRec", StringComparison.Ordinal);
                if (isOfTrainer && message.Kind is ChannelMessageKind.Info or ChannelMessageKind.Warning)
                    Print(message.RawMessage);
            };
        }

        // 2. Load the ratings of this rank. The keys must be the same in all ranks.
        var clock = Stopwatch.StartNew();
        var isSplit = Directory.Exists(data);
        var (ratings, userIds, itemIds) = isSplit
            ? RatingParts.Read(mlContext, data, ranks)
            : (mlContext.Data.LoadRatings(data), null, null);
        var keys = mlContext.Transforms.Conversion.MapValueToKey("user", "UserId", keyData: userIds)
            .Append(mlContext.Transforms.Conversion.MapValueToKey("item", "ItemId", keyData: itemIds))
            .Fit(ratings);
        var part = isSplit ? ratings : mlContext.Data.TakePartOfRank(ratings, ranks, "UserId");
        var readSeconds = clock.Elapsed.TotalSeconds;

        // 3. Train together.
        (options.RankGroup, options.MatrixColumnIndexColumnName, options.MatrixRowIndexColumnName) = (ranks, "user", "item");
        var trained = mlContext.Recommendation().Trainers.AutoRec(options).Fit(keys.Transform(part));
        var seconds = clock.Elapsed.TotalSeconds - readSeconds;

        // 4. Rank 0 has the model, an ordinary one.
        if (ranks.Rank == 0)
        {
            if (save is not null)
                AtomicFile.Write(save, file => mlContext.Model.Save(keys.Append(trained), ratings.Schema, file));
            var validation = trained.Card!.ValidationRmse is { } rmse ? $", validation RMSE {rmse:F4}" : "";
            Print($"{ranks.Library}: {ranks.Count} ranks, {trained.Card.RatingCount} ratings{validation}, "
                + $"{readSeconds:F1} s to load, {seconds:F1} s to train");
        }

        Print($"rank {ranks.Rank}: {PeakMegabytes():F0} MB at the peak");
    }

    private static void Print(FormattableString text) => Print(text.ToString(CultureInfo.InvariantCulture));

    private static void Print(string text) => Console.WriteLine(text);

    private static double PeakMegabytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / (double)(1 << 20);
    }
}
