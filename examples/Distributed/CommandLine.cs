using System.CommandLine;

namespace AutoRec.Examples.Distributed;

/// <summary>Creates the commands.</summary>
internal static class CommandLine
{
    private const string Examples = """
        Examples (after "dotnet build -c Release examples/Distributed", in its output folder):
          mpirun -n 4 dotnet Distributed.dll train --data ratings.csv --save autorec.zip
          dotnet Distributed.dll split --data ratings.csv --parts 4 --output parts
          mpirun -n 4 dotnet Distributed.dll train --data parts --save autorec.zip

        """;

    public static RootCommand Create(CancellationToken cancellationToken)
    {
        var root = new RootCommand("Trains one AutoRec in several processes, on one machine or on many.");
        root.Subcommands.Add(CreateSplit());
        root.Subcommands.Add(CreateTrain(cancellationToken));
        HelpWithExamples.AddTo(root, Examples);
        return root;
    }

    private static Command CreateSplit()
    {
        var data = Arguments.RequiredFile("--data", "Ratings file of any format");
        var parts = new Option<int>("--parts") { Description = "Number of parts, usually that of the processes", Required = true };
        var output = new Option<string>("--output") { Description = "Folder to create", Required = true };
        var command = new Command("split", "Writes the ratings in parts, one for each process, and all ids.") { data, parts, output };
        command.SetAction(result => RatingParts.Write(
            result.GetRequiredValue(data), result.GetValue(parts), result.GetRequiredValue(output)));
        return command;
    }

    private static Command CreateTrain(CancellationToken cancellationToken)
    {
        var data = new Option<string>("--data") { Description = "Ratings file, or folder of split", Required = true };
        var save = Arguments.File("--save", "Save the model");
        var shards = new Option<int>("--shards") { Description = "Number of shards, a power of two", DefaultValueFactory = _ => 16 };
        var hidden = new Option<int>("--hidden") { Description = "Number of hidden units", DefaultValueFactory = _ => 512 };
        var epochs = new Option<int?>("--epochs") { Description = "Number of epochs" };
        var batch = new Option<int?>("--batch") { Description = "Number of rows in a step" };
        var threads = new Option<int?>("--threads") { Description = "Number of threads of each process" };
        var validation = new Option<double>("--validation") { Description = "Fraction of the ratings to validate with" };
        var variant = new Option<AutoRecVariant>("--variant") { Description = "ItemBased or UserBased" };
        var lists = new Option<bool>("--lists") { Description = "Also train what recommending needs, in rank 0 alone" };
        var checkpoints = new Option<string?>("--checkpoints")
        {
            Description = "Folder for checkpoints, from which the next run continues (docs/checkpoints.md)",
        };
        var checkpointEpochs = new Option<int?>("--checkpoint-epochs")
        {
            Description = "Epochs between two checkpoints, in place of five minutes",
        };
        var command = new Command("train", "Trains with the processes that mpirun started.")
        {
            data, save, shards, hidden, epochs, batch, threads, validation, variant, lists, checkpoints, checkpointEpochs,
        };
        command.SetAction(result => TrainCommand.Run(
            new()
            {
                HiddenLayers = [result.GetValue(hidden)],
                Epochs = result.GetValue(epochs),
                BatchSize = result.GetValue(batch),
                NumberOfThreads = result.GetValue(threads),
                ValidationFraction = result.GetValue(validation),
                RefitOnAllRatings = false,
                Patience = 0,
                Variant = result.GetValue(variant),
                KeepRatings = result.GetValue(lists),
                CheckpointFolder = result.GetValue(checkpoints),
                CheckpointEpochs = result.GetValue(checkpointEpochs),
                Seed = 1,
                CancellationToken = cancellationToken,
            },
            result.GetRequiredValue(data),
            result.GetValue(save),
            result.GetValue(shards)));
        return command;
    }
}
