using System.CommandLine;
using AutoRec.Examples;

namespace AutoRec.Benchmarks;

/// <summary>Writes generated ratings to a file, as input for the examples.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var shapes = Shape.CreateOption(Shape.MovieLens100K);
        var output = Arguments.RequiredFile("--output", "The file to write, in the format of MovieLens 100K");
        var command = new Command("generate", "Writes as many generated ratings as a MovieLens release has to a file.") { shapes, output };
        command.SetAction(result =>
        {
            var (shape, path) = (result.GetValue(shapes) ?? Shape.MovieLens100K, result.GetRequiredValue(output));
            AtomicFile.CheckCanWrite([], ("--output", path));
            AtomicFile.Write(path, temporary =>
            {
                using var writer = File.CreateText(temporary);
                RatingGenerator.Generate(shape.Users, shape.Items, shape.Ratings).Write(writer);
            });
        });
        return command;
    }
}
