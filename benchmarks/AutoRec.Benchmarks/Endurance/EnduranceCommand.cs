using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AutoRec.Examples;
using Spectre.Console;

namespace AutoRec.Benchmarks;

/// <summary>Attacks the library in child processes, and compares what it answers with the right answers.</summary>
internal static class EnduranceCommand
{
    public static Command Create(CancellationToken cancellationToken)
    {
        var isShort = new Option<bool>("--short") { Description = "Fewer attempts: less than a minute" };
        var seconds = Arguments.WholeNumber("--seconds", "Seconds to attack, in place of a number of attempts", minimum: 1);
        var seeds = Arguments.WholeNumber("--seed", $"The random seed {Arguments.Default(1)}");
        var only = new Option<string?>("--only") { Description = "Run only the attacks with this text in their names" };
        var json = Arguments.File("--json", "Also write the figures as JSON");
        var command = new Command("endurance", "Attacks files, trainings and models. Fails if anything is wrong, hangs or crashes.")
        {
            isShort, seconds, seeds, only, json,
        };
        command.SetAction(result =>
        {
            var path = result.GetValue(json);
            AtomicFile.CheckCanWrite([], ("--json", path));
            var names = Attacks.All.Select(attack => attack.Name)
                .Where(name => name.Contains(result.GetValue(only) ?? "", StringComparison.OrdinalIgnoreCase)).ToList();
            return Run(
                names.Count > 0 ? names : throw new UserErrorException($"--only is '{result.GetValue(only)}'; expected a part of "
                    + $"{string.Join(", ", Attacks.All.Select(attack => attack.Name))}."),
                result.GetValue(isShort),
                result.GetValue(seconds),
                result.GetValue(seeds) ?? 1,
                path,
                cancellationToken);
        });
        return command;
    }

    private static int Run(
        List<string> names, bool isShort, int? seconds, int seed, string? json, CancellationToken cancellationToken)
    {
        var (tallies, clock) = (new List<AttackTally>(), Stopwatch.StartNew());
        foreach (var name in names)
        {
            var ofAttack = Stopwatch.StartNew();
            var (few, many) = Attacks.Create(name, "").Attempts;
            var run = new AttackRun(name, seed, cancellationToken);
            tallies.Add(run.Run(seconds is { } all
                ? attempts => attempts == 0 || ofAttack.Elapsed.TotalSeconds < (double)all / names.Count
                : attempts => attempts < (isShort ? few : many)));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name}: {tallies[^1].Attempts} attempts in {ofAttack.Elapsed.TotalSeconds:F0} s"));
        }

        Print(tallies);
        var (wrong, hangs, crashes) = (tallies.Sum(one => one.Wrong), tallies.Sum(one => one.Hangs), tallies.Sum(one => one.Crashes));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"wrong {wrong}, hangs {hangs}, crashes {crashes}, in {clock.Elapsed.TotalSeconds:F0} s"));
        if (json is not null)
            JsonReport.Write(json, new { wrong, hangs, crashes, seed, seconds = clock.Elapsed.TotalSeconds, attacks = tallies });
        return wrong + hangs + crashes == 0 ? 0 : 1;
    }

    private static void Print(List<AttackTally> tallies)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("attack", "attempts", "refused", "right result", "wrong", "hangs", "crashes");
        foreach (var tally in tallies)
        {
            int[] counts = [tally.Attempts, tally.Refused, tally.Same, tally.Wrong, tally.Hangs, tally.Crashes];
            table.AddRow([Markup.Escape(tally.Name), .. counts.Select(count => count.ToString(CultureInfo.InvariantCulture))]);
        }

        AnsiConsole.Write(table);
        foreach (var tally in tallies)
        {
            if (tally.Skipped is not null)
                Console.WriteLine($"{tally.Name}: skipped, because {tally.Skipped}");
            foreach (var failure in tally.Failures)
                Console.WriteLine($"{tally.Name}: {failure}");
        }
    }
}
