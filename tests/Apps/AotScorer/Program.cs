using System.Globalization;
using AutoRec;

// Scores the pairs of item and user indices on standard input, one pair on each line, with the model of a file. It references
// AutoRec.Core, without ML.NET.
var model = RatingModelFile.Load(args[0]);
while (Console.ReadLine() is { } line)
{
    var pair = line.Split(' ');
    var score = model.Score(item: int.Parse(pair[0], CultureInfo.InvariantCulture), user: int.Parse(pair[1], CultureInfo.InvariantCulture));
    Console.WriteLine(score.ToString("R", CultureInfo.InvariantCulture));
}
