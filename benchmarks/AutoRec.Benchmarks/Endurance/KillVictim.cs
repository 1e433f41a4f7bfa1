using System.CommandLine;

namespace AutoRec.Benchmarks;

/// <summary>A process to kill: it trains with a checkpoint after each epoch, and saves the model.</summary>
internal static class KillVictim
{
    /// <summary>The line that it prints when the training begins.</summary>
    public const string Begins = "training";

    private const string Verb = "endurance-victim";
    private const int Ratings = 1200;
    private const int Epochs = 15;

    public static Command Create()
    {
        var (kind, folder, model) = (new Argument<string>("kind"), new Argument<string>("folder"), new Argument<string>("model"));
        var command = new Command(Verb, "Trains as a process that the command endurance kills.") { kind, folder, model };
        command.Hidden = true;
        command.SetAction(result =>
        {
            Console.WriteLine(Begins);
            (TrainingOf(result.GetValue(kind)!) with { Checkpoints = result.GetValue(folder) }).FitTo(result.GetValue(model)!);
        });
        return command;
    }

    /// <summary>The training of a kind of model, without checkpoints.</summary>
    public static SmallTraining TrainingOf(string kind) => new(kind, Ratings, Epochs);

    public static string[] CommandOf(string kind, string folder, string model) => ChildProcess.CommandOf(Verb, kind, folder, model);
}
