using System.Globalization;
using Microsoft.ML;

// An application that knows AutoRec only by its model file. It names no type of AutoRec and registers nothing.
// Arguments: a model (key mapping and scorer) and a file of lines "user id, tab, item id". Prints the bits of every score.
if (IsLoaded())
    throw new InvalidOperationException("AutoRec.Transforms was loaded before the model, so this program proves nothing.");

var mlContext = new MLContext();
var model = mlContext.Model.Load(args[0], out _);
if (!IsLoaded())
    throw new InvalidOperationException("Loading the model did not load AutoRec.Transforms. Pass an AutoRec model.");

var pairs = File.ReadLines(args[1])
    .Select(line => line.Split('\t'))
    .Select(fields => new Pair { UserId = fields[0], ItemId = int.Parse(fields[1], CultureInfo.InvariantCulture) })
    .ToArray();
var scored = model.Transform(mlContext.Data.LoadFromEnumerable(pairs));
foreach (var prediction in mlContext.Data.CreateEnumerable<Prediction>(scored, reuseRowObject: true))
    Console.WriteLine(BitConverter.SingleToUInt32Bits(prediction.Score).ToString("x8", CultureInfo.InvariantCulture));

static bool IsLoaded() => AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == "AutoRec.Transforms");

internal sealed class Pair
{
    public string UserId { get; set; } = "";

    public int ItemId { get; set; }
}

internal sealed class Prediction
{
    public float Score { get; set; }
}
