using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AutoRec.Examples.Compare;

/// <summary>The command line.</summary>
internal sealed partial class CompareArguments
{
    private const int DefaultSeed = 1;

    private readonly Option<string?> _data = Arguments.Data();
    private readonly Option<string?> _train = Arguments.Train();
    private readonly Option<string?> _test = Arguments.Test();
    private readonly RatingFileArguments _file = new();
    private readonly Option<string?> _folds = new("--folds")
    {
        Description = "Splits of the release in --data, such as u1-u5 or u1,ua",
        HelpName = "LIST",
    };

    private readonly Option<int?> _repeats = Arguments.WholeNumber(
        "--repeats",
        "Number of random splits of --data with 10% for the test, with the seeds 1 to N [default: one, with --seed]",
        minimum: 1);

    private readonly Option<string?> _models = new("--models")
    {
        Description = $"Models to compare, of {ModelList.Names}; with --ranking also of {ModelList.NamesOfOnlyLists} [default: all]",
        HelpName = "LIST",
    };

    private readonly Option<bool> _ranking = new("--ranking")
    {
        Description = $"Also compare lists of {ListTest.At} titles for each user, by the test ratings of at least 4 stars",
    };

    private readonly Option<int?> _seed = Arguments.WholeNumber(
        "--seed", $"Random seed of the trainings and of the validation splits {Arguments.Default(DefaultSeed)}");

    private readonly Option<string?> _json = Arguments.File("--json", "Write the table and the results of each split as JSON");
    private readonly Option<string?> _csv = Arguments.File("--csv", "Write the results of each model on each split as CSV");
    private readonly Option<string?> _plot = Arguments.File("--plot", "Draw error against training time as a PNG image");
    private readonly Option<string?> _plotLists = Arguments.File(
        "--plot-lists", "Draw NDCG against coverage of the lists as a PNG image; requires --ranking");

    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print one line for each model, and nothing else" };

    public void AddTo(Command command)
    {
        Option[] options =
        [
            _data, _train, _test, .. _file.Options,
            _folds, _repeats, _models, _ranking, _seed, _json, _csv, _plot, _plotLists, _quiet,
        ];
        foreach (var option in options)
            command.Options.Add(option);
    }

    /// <exception cref="UserErrorException">An option is wrong, or options exclude each other.</exception>
    public CompareSettings Read(ParseResult result, CancellationToken cancellationToken)
    {
        Arguments.CheckPair(result.GetValue(_train), result.GetValue(_test));
        Option[] ofData = [_data, _folds, _repeats];
        if (result.GetResult(_train) is not null && ofData.Any(option => result.GetResult(option) is not null))
            throw new UserErrorException("--train and --test exclude --data, --folds and --repeats; expected one or the other.");
        var file = _file.Read(result, result.GetValue(_data), result.GetValue(_train), result.GetValue(_test));
        var data = NamedRelease.Find(result.GetValue(_data), cancellationToken);
        var ratings = result.GetValue(_train) ?? data ?? RatingSource.FindRelease()?.Folder;
        var ranking = result.GetValue(_ranking);
        var all = ModelList.Create(ratings is null ? null : RatingSource.FindItemFile(ratings), ranking);
        var settings = new CompareSettings
        {
            Data = data,
            Train = result.GetValue(_train),
            Test = result.GetValue(_test),
            File = file,
            Folds = result.GetValue(_folds) is { } folds ? ReadFolds(folds) : null,
            Repeats = result.GetValue(_repeats),
            Ranking = ranking,
            Models = result.GetValue(_models) is { } models ? ReadModels(models, all) : all,
            Seed = result.GetValue(_seed) ?? DefaultSeed,
            Json = result.GetValue(_json),
            Csv = result.GetValue(_csv),
            Plot = result.GetValue(_plot),
            PlotLists = result.GetValue(_plotLists),
            Quiet = result.GetValue(_quiet),
        };

        if (settings is { PlotLists: not null, Ranking: false })
            throw new UserErrorException("--plot-lists is given without --ranking.");
        if (settings is { Folds: not null, Repeats: not null })
            throw new UserErrorException("--folds excludes --repeats; expected one of them.");
        return settings;
    }

    /// <summary>Expands "u1-u3,ua" to u1, u2, u3 and ua.</summary>
    private static string[] ReadFolds(string list)
    {
        string[] folds =
            [.. Split(list).SelectMany(part => FoldRange().Match(part) is { Success: true } range ? Expand(range) : [part])];
        return folds.Length > 0 && folds.Distinct().Count() == folds.Length
            ? folds
            : throw new UserErrorException($"--folds is '{list}'; expected different names, such as u1-u5 or u1,ua.");
    }

    private static IEnumerable<string> Expand(Match range)
    {
        var (first, last) = (Number("first"), Number("last"));
        return Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(number => range.Groups["name"].Value + number);

        int Number(string group) => int.Parse(range.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static ComparedModel[] ReadModels(string list, IReadOnlyList<ComparedModel> all)
    {
        var names = Split(list);
        if (names.FirstOrDefault(name => all.All(model => model.Name != name)) is { } unknown)
            throw new UserErrorException($"--models names '{unknown}'; expected some of {ModelList.NamesOf(all)}.");
        return names.Length > 0
            ? [.. all.Where(model => names.Contains(model.Name))]
            : throw new UserErrorException($"--models is '{list}'; expected some of {ModelList.NamesOf(all)}.");
    }

    private static string[] Split(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^(?<name>[a-z]+)(?<first>[0-9]{1,3})-\k<name>(?<last>[0-9]{1,3})$")]
    private static partial Regex FoldRange();
}
