using System.CommandLine;
using AutoRec.Examples;

namespace AutoRec.Benchmarks;

/// <summary>Runs attempts of an attack, and prints a line for each. The parent sees a hang or the end of the process.</summary>
internal static class AttackWorker
{
    public const string Ready = "ready";

    private const string Verb = "endurance-worker";

    public static Command Create()
    {
        var (name, folder) = (new Argument<string>("attack"), new Argument<string>("folder"));
        var (seed, first) = (new Argument<int>("seed"), new Argument<int>("first"));
        var command = new Command(Verb, "Runs the attempts of an attack of the command endurance.") { name, folder, seed, first };
        command.Hidden = true;
        command.SetAction(result => Run(
            Attacks.Create(result.GetValue(name)!, result.GetValue(folder)!), result.GetValue(seed), result.GetValue(first)));
        return command;
    }

    public static string[] CommandOf(string name, string folder, int seed, int first) =>
        ChildProcess.CommandOf(Verb, name, folder, $"{seed}", $"{first}");

    /// <summary>The result of a line.</summary>
    public static AttackResult Parse(string line)
    {
        var at = line.IndexOf(' ', StringComparison.Ordinal);
        return new(Enum.Parse<Outcome>(line.AsSpan(0, at)), line[(at + 1)..]);
    }

    /// <summary>Runs attempts until the parent closes the input: it sends a line for each.</summary>
    private static void Run(Attack attack, int seed, int first)
    {
        attack.Prepare();
        Console.WriteLine(Ready);
        for (var number = first; Console.ReadLine() is not null; number++)
        {
            var result = Run(attack, number, new Random(unchecked((seed * 1_000_003) + (number * 7919))));
            Console.WriteLine($"{result.Outcome} {result.Detail.ReplaceLineEndings(" ")}");
        }
    }

    private static AttackResult Run(Attack attack, int number, Random random)
    {
        try
        {
            return attack.Run(number, random);
        }
        catch (Exception e)
        {
            return new(Outcome.Crash, $"attempt {number}: {e}");
        }
    }
}
