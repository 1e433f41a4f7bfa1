using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AutoRec.Tests;

/// <summary>A pipeline that <c>ConvertToOnnx</c> wrote to a file, loaded into ONNX Runtime.</summary>
internal sealed class OnnxFile : IDisposable
{
    private readonly InferenceSession _session;

    private OnnxFile(string path) => (Path, _session) = (path, new InferenceSession(path));

    public string Path { get; }

    public long Length => new FileInfo(Path).Length;

    /// <summary>Exports the scores of a pipeline.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="input">A view with the columns of its input.</param>
    /// <param name="version">The version of the operators, 9 to 12.</param>
    public static OnnxFile Export(ITransformer pipeline, IDataView input, int version = 12)
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"autorec-{Guid.NewGuid():N}.onnx");
        using (var stream = File.Create(path))
            new MLContext().Model.ConvertToOnnx(pipeline, input, version, stream);
        return new(path);
    }

    public void Dispose()
    {
        _session.Dispose();
        File.Delete(Path);
    }

    public static NamedOnnxValue Column<T>(string name, params T[] values) => Matrix(name, 1, values);

    public static NamedOnnxValue Matrix<T>(string name, int width, params T[] values) =>
        NamedOnnxValue.CreateFromTensor(name, new DenseTensor<T>(values, [values.Length / width, width]));

    /// <summary>Computes the scores of all rows of the input.</summary>
    public float[] Score(params NamedOnnxValue[] inputs)
    {
        using var results = _session.Run(inputs, ["Score.output"]);
        return [.. results.Single().AsEnumerable<float>()];
    }

    /// <summary>Asserts that scores agree to 1e-4, and in what is no number.</summary>
    public static void AssertEqual(IReadOnlyList<float> expected, IReadOnlyList<float> scores)
    {
        Assert.HasCount(expected.Count, scores);
        for (var i = 0; i < scores.Count; i++)
        {
            if (float.IsNaN(expected[i]))
                Assert.IsTrue(float.IsNaN(scores[i]), $"score {i} is {scores[i]}; expected NaN");
            else
                Assert.AreEqual(expected[i], scores[i], 1e-4, $"score {i}");
        }
    }
}
