using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace AutoRec.Examples.MovieLens;

/// <summary>The commands, and what each prints.</summary>
internal static class CommandLine
{
    private const string Examples = """
        Examples (after "dotnet run -c Release --project examples/MovieLens --"):
          --data ml-100k --plot curve.png
          --train u1.base --test u1.test --validation 0.1
          --preset d2l --variant user --json d2l.json
          --hidden 500,250 --encoder selu --dropout 0.3
          score --model autorec.zip --test u1.test
          study --output study

        """;

    public static RootCommand Create(CancellationToken cancellationToken)
    {
        var arguments = new TrainArguments();
        var root = new RootCommand("Trains AutoRec on MovieLens ratings, measures it beside two baselines, saves and loads it, and recommends ten titles to a user.");
        arguments.AddTo(root);
        root.Subcommands.Add(CreateScore());
        root.Subcommands.Add(CreateStudy(cancellationToken));
        root.SetAction(result =>
        {
            var settings = arguments.Read(result);
            var figures = new TrainCommand(settings, settings.Quiet ? Silence() : AnsiConsole.Console, cancellationToken).Run();
            if (settings.Quiet)
                PrintLine(figures.Rmse, figures.Mae, figures.RSquared, figures.TestRatings, figures.ColdRows);
        });
        HelpWithExamples.AddTo(root, Examples);
        return root;
    }

    private static Command CreateScore()
    {
        var model = Arguments.RequiredFile("--model", "The model that a training has saved");
        var test = Arguments.RequiredFile("--test", "The ratings to score and to compare with");
        var json = Arguments.File("--json", "Write the figures as JSON too");
        var command = new Command("score", "Evaluates a saved model on a file of ratings, without training.") { model, test, json };
        command.SetAction(result =>
        {
            var figures = ScoreCommand.Run(result.GetRequiredValue(model), result.GetRequiredValue(test), result.GetValue(json));
            PrintLine(figures.Rmse, figures.Mae, figures.RSquared, figures.RowsScored, figures.ColdRows);
        });
        return command;
    }

    private static Command CreateStudy(CancellationToken cancellationToken)
    {
        var arguments = new StudyArguments();
        var command = new Command("study", "Trains many settings: hidden units, layers, activations, masking, dropout and λ. Chooses on held-out training ratings, reports on the test.");
        arguments.AddTo(command);
        command.SetAction(result => new StudyCommand(arguments.Read(result), AnsiConsole.Console, cancellationToken).Run());
        return command;
    }

    private static void PrintLine(double? rmse, double? mae, double? rSquared, int ratings, int coldRows) => Console.WriteLine(
        FormattableString.Invariant($"RMSE {rmse:F4}  MAE {mae:F4}  R² {rSquared?.ToString(FourDecimals.Format, CultureInfo.InvariantCulture)}  over {ratings} ratings, {coldRows} of them cold"));

    private static IAnsiConsole Silence() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) });
}
