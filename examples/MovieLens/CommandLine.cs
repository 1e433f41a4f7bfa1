using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace AutoRec.Examples.MovieLens;

/// <summary>Creates the commands.</summary>
internal static class CommandLine
{
    private const string Examples = """
        Examples (after "dotnet run -c Release --project examples/MovieLens --"):
          --data ml-100k --plot curve.png
          --train u1.base --test u1.test --validation 0.1
          --data books.csv --item-column ISBN --not-rated 0
          --preset d2l --variant user --json d2l.json
          --hidden 500,250 --encoder selu --dropout 0.3
          score --model autorec.zip --test u1.test --lists
          info --model autorec.zip
          study --output study

        """;

    public static RootCommand Create(CancellationToken cancellationToken)
    {
        var arguments = new TrainArguments();
        var root = new RootCommand(
            "Trains AutoRec on MovieLens or on ratings of your own, compares it with two baselines, saves and loads it, and recommends "
                + "titles.");
        arguments.AddTo(root);
        root.Subcommands.Add(CreateScore());
        root.Subcommands.Add(CreateInfo());
        root.Subcommands.Add(CreateStudy(cancellationToken));
        root.SetAction(result =>
        {
            var settings = arguments.Read(result);
            settings = settings with { Data = NamedRelease.Find(settings.Data, cancellationToken) };
            var figures = new TrainCommand(settings, settings.Quiet ? Silence() : AnsiConsole.Console, cancellationToken).Run();
            if (settings.Quiet)
                PrintLine(figures.Rmse, figures.Mae, figures.RSquared, figures.TestRatings, figures.ColdRows);
        });
        HelpWithExamples.AddTo(root, Examples, arguments.Groups);
        return root;
    }

    private static Command CreateScore()
    {
        var model = Arguments.RequiredFile("--model", "Saved model: an AutoRec or a blend, with its key mapping");
        var test = Arguments.RequiredFile("--test", "Ratings to score and to compare with the scores");
        var json = Arguments.File("--json", "Also write the results as JSON");
        var lists = new Option<bool>("--lists")
        {
            Description = $"Also recommend titles; they are named by {RatingSource.ItemFileNames} beside --test",
        };
        var file = new RatingFileArguments();
        var command = new Command("score", "Evaluates a saved model on a file of ratings, without training.") { model, test, json, lists };
        foreach (var option in file.Options)
            command.Options.Add(option);
        command.SetAction(result =>
        {
            var testFile = result.GetRequiredValue(test);
            var figures = ScoreCommand.Run(
                result.GetRequiredValue(model), testFile, file.Read(result, testFile), result.GetValue(json), result.GetValue(lists));
            PrintLine(figures.Rmse, figures.Mae, figures.RSquared, figures.RowsScored, figures.ColdRows);
            if (figures.Lists is { } recommendations)
                new RecommendationReport(AnsiConsole.Console).Print(recommendations);
        });
        return command;
    }

    private static Command CreateInfo()
    {
        var model = Arguments.RequiredFile("--model", "Saved model: an AutoRec, a blend or a one-class model");
        var json = Arguments.File("--json", "Also write the card as JSON");
        var command = new Command("info", "Prints the card of a saved model: trainer, ratings, validation, options.") { model, json };
        command.SetAction(result => InfoCommand.Run(result.GetRequiredValue(model), result.GetValue(json), AnsiConsole.Console));
        return command;
    }

    private static Command CreateStudy(CancellationToken cancellationToken)
    {
        var arguments = new StudyArguments();
        var command = new Command(
            "study",
            "Varies hidden units, layers, activations, masking, dropout and λ. "
                + "Chooses settings on held-out training ratings and reports their test errors.");
        arguments.AddTo(command);
        command.SetAction(result => new StudyCommand(arguments.Read(result), AnsiConsole.Console, cancellationToken).Run());
        return command;
    }

    private static void PrintLine(double? rmse, double? mae, double? rSquared, int ratings, int coldRows)
    {
        var fit = rSquared?.ToString(FourDecimals.Format, CultureInfo.InvariantCulture);
        Console.WriteLine(FormattableString.Invariant(
            $"RMSE {rmse:F4}  MAE {mae:F4}  R² {fit}  over {ratings} scored ratings; {coldRows} are cold"));
    }

    private static IAnsiConsole Silence() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) });
}
