using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace AutoRec.Examples;

/// <summary>Creates options whose errors tell in one line what was found and what was expected.</summary>
internal static class Arguments
{
    public static Option<string?> File(string name, string description) => Path<string?>(name, "FILE", description);

    public static Option<string> RequiredFile(string name, string description)
    {
        var option = Path<string>(name, "FILE", description);
        option.Required = true;
        return option;
    }

    public static Option<string?> Folder(string name, string description) => Path<string?>(name, "FOLDER", description);

    /// <summary>The option --data of programs that use <see cref="RatingSource"/>.</summary>
    public static Option<string?> Data()
    {
        var option = Path<string?>(
            "--data",
            "PATH",
            "Folder of a MovieLens release, or a file of ratings: CSV, TSV and the like, with ids of any kind; or a release to download: "
                + $"{string.Join(", ", NamedRelease.Names)} "
                + "[default: MovieLens 100K in $AUTOREC_DATA or data/ml-100k; if it is not there, generated ratings]");
        option.CompletionSources.Add([.. NamedRelease.Names]);
        return option;
    }

    public static Option<string?> Train() => File("--train", "Ratings to train on, instead of a random part of --data; requires --test");

    public static Option<string?> Test() => File("--test", "Ratings to test with; requires --train");

    public static Option<AutoRecVariant?> Variant(AutoRecVariant byDefault)
    {
        var variants = Enum.GetValues<AutoRecVariant>().Select(variant => (NameOf(variant), variant));
        return Choice("--variant", "Side whose rows of ratings are encoded", byDefault, [.. variants]);
    }

    public static Option<int?> WholeNumber(string name, string description, int minimum = int.MinValue)
    {
        var expected = minimum == int.MinValue ? "a whole number" : $"a whole number of at least {minimum}";
        return Parsed<int?>(name, "N", description, expected, text =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= minimum
                ? number
                : null);
    }

    public static Option<double?> Number(string name, string description, string expected, Predicate<double> isValid) =>
        Parsed<double?>(name, "X", description, expected, text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && isValid(number) ? number : null);

    public static Option<int[]?> WholeNumbers(string name, string description, string expected) =>
        Parsed<int[]?>(name, "N,N", description, expected, text =>
        {
            int[] parts = [.. text.Split(',').Select(ParseDigits)];
            return parts.All(number => number > 0) ? parts : null;
        });

    public static Option<T?> Choice<T>(string name, string description, T byDefault, params (string Word, T Value)[] choices)
        where T : struct
    {
        var words = choices.Select(choice => choice.Word).ToArray();
        var list = string.Join(", ", words[..^1]) + " or " + words[^1];
        var usual = choices.First(choice => choice.Value.Equals(byDefault)).Word;
        var option = Parsed<T?>(name, "NAME", $"{description}: {list} {Default(usual)}", list, text =>
        {
            var found = Array.FindIndex(words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase));
            return found < 0 ? null : choices[found].Value;
        });
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>Creates a choice between the values of an enumeration, by their names in lower case.</summary>
    public static Option<T?> Choice<T>(string name, string description, T byDefault)
        where T : struct, Enum => Choice(name, description, byDefault, [.. Enum.GetValues<T>().Select(value => (NameOf(value), value))]);

    /// <summary>Creates an option from a function that returns null for a wrong text.</summary>
    public static Option<T> Parsed<T>(string name, string placeholder, string description, string expected, Func<string, T?> parse) =>
        new(name)
        {
            Description = description,
            HelpName = placeholder,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result => Parse(result, name, expected, parse),
        };

    /// <summary>The text of a default value in the help.</summary>
    public static string Default(object value) => string.Create(CultureInfo.InvariantCulture, $"[default: {value}]");

    public static string NameOf(AutoRecVariant variant) => variant == AutoRecVariant.ItemBased ? "item" : "user";

    public static string NameOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <exception cref="UserErrorException">One is given without the other.</exception>
    public static void CheckPair(string? train, string? test)
    {
        if (train is null != test is null)
            throw new UserErrorException(train is null ? "--test is given without --train." : "--train is given without --test.");
    }

    private static int ParseDigits(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static Option<T> Path<T>(string name, string placeholder, string description)
    {
        var option = new Option<T>(name) { Description = description, HelpName = placeholder };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var path }] && string.IsNullOrWhiteSpace(path))
                result.AddError($"{name} is '{path}'; expected the name of a file or folder.");
        });
        return option;
    }

    private static T? Parse<T>(ArgumentResult result, string name, string expected, Func<string, T?> parse)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        var value = parse(text);
        if (value is null)
            result.AddError($"{name} is '{text}'; expected {expected}.");
        return value;
    }
}
