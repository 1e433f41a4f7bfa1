using System.CommandLine;

namespace AutoRec.Examples.MovieLens;

/// <summary>The command line of a study.</summary>
internal sealed class StudyArguments
{
    private const int DefaultSeeds = 3;
    private const string DefaultOutput = "study";
    private const string Fold = "u1";

    private static readonly string SweepNames = string.Join(", ", Sweep.All.Select(sweep => sweep.Name));

    private readonly Option<string?> _train = Arguments.File(
        "--train",
        $"Ratings to train on; requires --test [default: {Fold}.base of MovieLens 100K in $AUTOREC_DATA or data/ml-100k]");

    private readonly Option<string?> _test = Arguments.File(
        "--test", $"Ratings to report errors on; requires --train [default: {Fold}.test]");

    private readonly Option<int?> _seeds = Arguments.WholeNumber(
        "--seeds", $"Number of trainings of each setting, with different seeds {Arguments.Default(DefaultSeeds)}", minimum: 1);

    private readonly Option<string?> _only = new("--only")
    {
        Description = $"Sweeps to run, of {SweepNames} [default: all]",
        HelpName = "LIST",
    };

    private readonly Option<string?> _output = Arguments.Folder(
        "--output",
        $"Folder of journals, tables and pictures; an interrupted study continues from it {Arguments.Default(DefaultOutput)}");

    private readonly RatingFileArguments _file = new();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_train, _test, .. _file.Options, _seeds, _only, _output])
            command.Options.Add(option);
    }

    /// <exception cref="UserErrorException">An option is wrong, or there are no ratings.</exception>
    public StudySettings Read(ParseResult result)
    {
        var (train, test) = (result.GetValue(_train), result.GetValue(_test));
        Arguments.CheckPair(train, test);
        var (file, sweeps) = (_file.Read(result, train, test), ReadSweeps(result.GetValue(_only)));
        if (train is null || test is null)
        {
            var folder = RatingSource.FindRelease()?.Folder ?? throw new UserErrorException(
                "There is no MovieLens 100K in the usual places. Name ratings with --train and --test.");
            (train, test) = (Path.Combine(folder, $"{Fold}.base"), Path.Combine(folder, $"{Fold}.test"));
        }

        return new(train, test, file, result.GetValue(_output) ?? DefaultOutput, result.GetValue(_seeds) ?? DefaultSeeds, sweeps);
    }

    private static IReadOnlyList<Sweep> ReadSweeps(string? names)
    {
        if (names is null)
            return Sweep.All;
        var wanted = names.Split(',', StringSplitOptions.TrimEntries);
        return wanted.Except(Sweep.All.Select(sweep => sweep.Name)).FirstOrDefault() is { } unknown
            ? throw new UserErrorException($"--only names '{unknown}'; expected some of {SweepNames}.")
            : [.. Sweep.All.Where(sweep => wanted.Contains(sweep.Name))];
    }
}
