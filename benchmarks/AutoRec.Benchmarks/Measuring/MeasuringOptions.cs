using System.CommandLine;
using AutoRec.Examples;

namespace AutoRec.Benchmarks;

/// <summary>The options that commands share which measure in rounds.</summary>
internal sealed class MeasuringOptions(string defaultShape)
{
    private const int DefaultRounds = 7;

    private static readonly (string Word, int Value)[] Shapes = [.. Benchmarks.Shape.All.Select((shape, i) => (shape.Name, i))];

    private readonly Option<int?> _shape = Arguments.Choice(
        "--shape", "Make up as many users, items and ratings as this release has", Shapes.First(shape => shape.Word == defaultShape).Value, Shapes);

    private readonly Option<int?> _rounds = Arguments.WholeNumber(
        "--rounds", $"How often to measure each thing, by turns {Arguments.Default(DefaultRounds)}", minimum: 1);

    private readonly Option<string?> _json = Arguments.File("--json", "Write the figures as JSON too, those of each round included");

    public void AddTo(Command command)
    {
        command.Add(_shape);
        command.Add(_rounds);
        command.Add(_json);
    }

    public Shape Shape(ParseResult result) =>
        result.GetValue(_shape) is int chosen ? Benchmarks.Shape.All[chosen] : Benchmarks.Shape.All.First(shape => shape.Name == defaultShape);

    public int Rounds(ParseResult result) => result.GetValue(_rounds) ?? DefaultRounds;

    public string? Json(ParseResult result) => result.GetValue(_json);
}
