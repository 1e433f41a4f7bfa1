using System.CommandLine;
using AutoRec.Examples;

namespace AutoRec.Benchmarks;

/// <summary>Writes generated ratings to a file, for the examples to train on.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var shapes = Shape.CreateOption(Shape.MovieLens100K);
        var output = Arguments.RequiredFile("--output", "The file to write, in the format of MovieLens 100K");
        var command = new Command("generate", "Writes generated ratings in the size of a MovieLens release to a file.") { shapes, output };
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
