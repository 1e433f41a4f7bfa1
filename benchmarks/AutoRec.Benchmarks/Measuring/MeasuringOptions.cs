using System.CommandLine;
using AutoRec.Examples;

namespace AutoRec.Benchmarks;

/// <summary>The options of commands that measure in rounds.</summary>
internal sealed class MeasuringOptions(Shape defaultShape)
{
    private const int DefaultRounds = 7;

    private readonly Option<Shape?> _shape = Benchmarks.Shape.CreateOption(defaultShape);

    private readonly Option<int?> _rounds = Arguments.WholeNumber(
        "--rounds", $"Rounds of measurement {Arguments.Default(DefaultRounds)}", minimum: 1);

    private readonly Option<string?> _json = Arguments.File("--json", "Also write the figures of each round as JSON");

    public void AddTo(Command command)
    {
        command.Add(_shape);
        command.Add(_rounds);
        command.Add(_json);
    }

    public Shape Shape(ParseResult result) => result.GetValue(_shape) ?? defaultShape;

    public int Rounds(ParseResult result) => result.GetValue(_rounds) ?? DefaultRounds;

    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public string? Json(ParseResult result)
    {
        var path = result.GetValue(_json);
        AtomicFile.CheckCanWrite([], ("--json", path));
        return path;
    }
}
