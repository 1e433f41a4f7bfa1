using System.CommandLine;
using BenchmarkDotNet.Running;

namespace AutoRec.Benchmarks;

/// <summary>The commands of the program.</summary>
internal static class Commands
{
    public static RootCommand Create(CancellationToken cancellationToken) =>
        new("Measures the speed of AutoRec. Compare figures of the same run only.")
    {
        RatioCommand.Create(cancellationToken),
        GrowthCommand.Create(cancellationToken),
        ContinueCommand.Create(cancellationToken),
        GenerateCommand.Create(),
        LoadingCommand.Create(cancellationToken),
        KeysCommand.Create(cancellationToken),
        CheckpointCommand.Create(cancellationToken),
        ScoringCommand.Create(cancellationToken),
        FirstScoresCommand.Create(cancellationToken),
        FoldInCommand.Create(cancellationToken),
        LevelsCommand.Create(cancellationToken),
        RankingCommand.Create(cancellationToken),
        RecommendCommand.Create(cancellationToken),
        LoadCommand.Create(cancellationToken),
        ProtocolCommand.Create(cancellationToken),
        MpiCommand.Create(cancellationToken),
        RankTraining.Create(),
        EnduranceCommand.Create(cancellationToken),
        AttackWorker.Create(),
        KillVictim.Create(),
        CreateMicro(),
    };

    private static Command CreateMicro()
    {
        var arguments = new Argument<string[]>("arguments")
        {
            Description = "Arguments of BenchmarkDotNet, such as --filter *Kernel*",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command(
            "micro", "Measures kernels and single calls by BenchmarkDotNet, whose arguments follow \"--\".") { arguments };
        command.SetAction(result => BenchmarkSwitcher.FromAssembly(typeof(Commands).Assembly).Run(result.GetValue(arguments)));
        return command;
    }
}
