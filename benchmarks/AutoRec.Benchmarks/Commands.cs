using System.CommandLine;
using BenchmarkDotNet.Running;

namespace AutoRec.Benchmarks;

/// <summary>The commands; each measures one thing and says what it compares.</summary>
internal static class Commands
{
    public static RootCommand Create(CancellationToken cancellationToken) =>
        new("Measures AutoRec: figures are only to be compared within one run.")
    {
        RatioCommand.Create(cancellationToken),
        GrowthCommand.Create(cancellationToken),
        GenerateCommand.Create(),
        LoadingCommand.Create(cancellationToken),
        ScoringCommand.Create(cancellationToken),
        CreateMicro(),
    };

    private static Command CreateMicro()
    {
        var arguments = new Argument<string[]>(
            "arguments") { Description = "Those of BenchmarkDotNet, such as --filter *Kernel*", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("micro", "Kernels and single calls, by BenchmarkDotNet; put its arguments after \"--\".") { arguments };
        command.SetAction(result => BenchmarkSwitcher.FromAssembly(typeof(Commands).Assembly).Run(result.GetValue(arguments)));
        return command;
    }
}
