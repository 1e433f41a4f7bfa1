using System.CommandLine;

namespace AutoRec.Benchmarks;

/// <summary>A process to kill: it trains with a checkpoint after each epoch, and saves the model.</summary>
internal static class KillVictim
{
    /// <summary>The line that it prints when the training begins.</summary>
    public const string Begins = "training";

    private const string Verb = "endurance-victim";
    private const int Ratings = 1500;
    private const int Epochs = 25;

    public static Command Create()
    {
        var (kind, folder, model) = (new Argument<string>("kind"), new Argument<string>("folder"), new Argument<string>("model"));
        var command = new Command(Verb, "Trains as a process that the command endurance kills.") { kind, folder, model };
        command.Hidden = true;
        command.SetAction(result =>
        {
            var training = new SmallTraining(result.GetValue(kind)!, Ratings, Epochs) { Checkpoints = result.GetValue(folder) };
            Console.WriteLine(Begins);
            training.FitTo(result.GetValue(model)!);
        });
        return command;
    }

    public static string[] CommandOf(string kind, string folder, string model) => ChildProcess.CommandOf(Verb, kind, folder, model);
}
