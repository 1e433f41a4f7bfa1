using System.CommandLine;

namespace AutoRec.Examples.MovieLens;

/// <summary>The command line of a study.</summary>
internal sealed class StudyArguments
{
    private const int DefaultSeeds = 3;
    private const string DefaultOutput = "study";
    private const string Fold = "u1";

    private readonly Option<string?> _train = Arguments.File("--train", $"Ratings to train on and to choose by; goes with --test [default: {Fold}.base of MovieLens 100K, in $AUTOREC_DATA or data/ml-100k]");
    private readonly Option<string?> _test = Arguments.File("--test", $"Ratings to report on; goes with --train [default: {Fold}.test]");
    private readonly Option<int?> _seeds = Arguments.WholeNumber("--seeds", $"How often each setting is trained {Arguments.Default(DefaultSeeds)}", minimum: 1);
    private readonly Option<string?> _only = new("--only") { Description = $"The parts to do, of {string.Join(", ", Sweep.All.Select(sweep => sweep.Name))} [default: all]", HelpName = "LIST" };
    private readonly Option<string?> _output = Arguments.Folder("--output", $"The folder of the journals, tables and pictures; a study that was interrupted goes on from there {Arguments.Default(DefaultOutput)}");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_train, _test, _seeds, _only, _output])
            command.Options.Add(option);
    }

    /// <exception cref="UserErrorException">An option is wrong, or there are no ratings.</exception>
    public StudySettings Read(ParseResult result)
    {
        var (train, test) = (result.GetValue(_train), result.GetValue(_test));
        Arguments.CheckPair(train, test);
        var sweeps = ReadSweeps(result.GetValue(_only));
        if (train is null || test is null)
        {
            var folder = RatingSource.FindRelease()?.Folder ?? throw new UserErrorException("There is no MovieLens 100K in the usual places; name ratings with --train and --test.");
            (train, test) = (Path.Combine(folder, $"{Fold}.base"), Path.Combine(folder, $"{Fold}.test"));
        }

        return new(train, test, result.GetValue(_output) ?? DefaultOutput, result.GetValue(_seeds) ?? DefaultSeeds, sweeps);
    }

    private static IReadOnlyList<Sweep> ReadSweeps(string? names)
    {
        if (names is null)
            return Sweep.All;
        var wanted = names.Split(',', StringSplitOptions.TrimEntries);
        return wanted.Except(Sweep.All.Select(sweep => sweep.Name)).FirstOrDefault() is { } unknown
            ? throw new UserErrorException($"--only names '{unknown}'; expected some of {string.Join(", ", Sweep.All.Select(sweep => sweep.Name))}.")
            : [.. Sweep.All.Where(sweep => wanted.Contains(sweep.Name))];
    }
}
